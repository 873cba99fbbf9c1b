/**
 * Behind air-datepicker 2.2.3. Frappe uses a build of it whose timepicker knows seconds, and npm has the one
 * that does not: forms with a time would fail to open, or be unsaved as soon as they are opened.
 * Frappe hides `$seconds` and `$secondsText` itself where the site's time format ends with minutes.
 */

const { Constructor: Picker, Timepicker } = jQuery.fn.datepicker;
const twoDigits = Picker.getLeadingZeroNum;

/** Run `more` after the method, with the same arguments. */
function extend(type, method, more) {
	const original = type.prototype[method];
	type.prototype[method] = function (...given) {
		original.apply(this, given);
		more.apply(this, given);
	};
}

extend(Timepicker, "_setTime", function (date) {
	this.seconds = date.getSeconds();
});

extend(Timepicker, "_buildHTML", function () {
	this.$seconds = jQuery('<input type="range" name="seconds" min="0" max="59">');
	this.$secondsText = jQuery('<span class="datepicker--time-current-seconds">');
	this.$minutesText.after('<span class="datepicker--time-current-colon">:</span>', this.$secondsText);
	this.$minutes.parent().after(jQuery('<div class="datepicker--time-row">').append(this.$seconds));
	this.$ranges = this.$ranges.add(this.$seconds);
	this.update();
});

extend(Timepicker, "_updateRanges", function () {
	this.$seconds.val(this.seconds);
});

extend(Timepicker, "_updateCurrentTime", function () {
	this.$secondsText.text(twoDigits(this.seconds));
});

const { formatDate, _onClickCell, _onTimeChange } = Picker.prototype;

Picker.prototype.formatDate = function (format, date = this.date) {
	return formatDate.call(this, format.replace(/\bss\b/, twoDigits(date.getSeconds())), date);
};

Picker.prototype._onClickCell = function (event, date) {
	if (this.timepicker) date.setSeconds(this.timepicker.seconds);
	_onClickCell.call(this, event, date);
};

Picker.prototype._onTimeChange = function (event, hours, minutes) {
	const { seconds } = this.timepicker;
	if (this.selectedDates.length) {
		this.lastSelectedDate.setSeconds(seconds);
		_onTimeChange.call(this, event, hours, minutes);
		return;
	}
	const today = new Date();
	today.setHours(hours, minutes, seconds);
	if (!this._getCell(today).hasClass("-disabled-")) this.selectDate(today);
};
