import "./action_buttons";
import "./stage_strip";
