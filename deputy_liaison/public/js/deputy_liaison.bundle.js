import "./action_buttons";
import "./chinese_desk";
import "./link_fields";
import "./lists";
import "./own_work";
import "./stage_strip";
import "./matter_entry";
import "./readable_forms";
