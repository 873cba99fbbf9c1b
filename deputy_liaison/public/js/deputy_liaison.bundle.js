import "./action_buttons";
import "./own_work";
import "./stage_strip";
import "./matter_entry";
import "./readable_breadcrumb";
