"""Each rule of the law on deputies, congresses and groups (rules.md §6), by itself: what it lets pass and what not."""

import datetime
import unittest

from deputy_liaison.deputies import legal

DAY = datetime.date


class TestDeputyLaw(unittest.TestCase):
	"""Pure functions; where they are asked, the tests of the DocTypes show."""

	def test_periods_share_a_day_or_not(self):
		one = (DAY(2022, 1, 1), DAY(2022, 12, 31))
		for other, shared in (
			((DAY(2022, 12, 31), None), True),
			((DAY(2023, 1, 1), None), False),
			((DAY(2021, 1, 1), DAY(2021, 12, 31)), False),
			((DAY(2021, 1, 1), DAY(2022, 1, 1)), True),
			((DAY(2021, 1, 1), None), True),
		):
			with self.subTest(other):
				self.assertEqual((legal.overlap(*one, *other), legal.overlap(*other, *one)), (shared, shared))

	def test_a_sub_district_and_a_village_have_no_congress(self):
		levels = ("County", "Town", "Township", "Sub-district", "Village", "Community")
		self.assertEqual(
			[level for level in levels if legal.has_congress(level)], ["County", "Town", "Township"]
		)

	def test_a_township_s_presidium_confirms_and_else_the_standing_committee(self):
		confirming = {level: legal.confirming_body(level) for level in legal.LEVELS}
		self.assertEqual(confirming.pop("Township Level"), "Presidium")
		self.assertEqual(set(confirming.values()), {"Standing Committee"})

	def test_one_to_three_seats(self):
		self.assertEqual([seats for seats in range(6) if legal.seats_are_lawful(seats)], [1, 2, 3])

	def test_five_years_give_or_take_half_a_year(self):
		begin = DAY(2021, 9, 18)
		self.assertEqual(legal.term_end_due(begin), DAY(2026, 9, 18))
		for end, unusual in (
			(DAY(2026, 9, 17), False),
			(DAY(2027, 1, 6), False),
			(DAY(2026, 3, 17), True),
			(DAY(2027, 3, 19), True),
		):
			with self.subTest(end):
				self.assertEqual(legal.term_is_unusual(begin, end), unusual)

	def test_a_term_of_seven_years_or_none_is_a_slip(self):
		begin = DAY(2021, 9, 18)
		for end, impossible in ((begin, True), (DAY(2027, 9, 18), False), (DAY(2027, 9, 19), True)):
			self.assertEqual(legal.term_is_impossible(begin, end), impossible)

	def test_an_open_term_is_over_due_after_five_and_a_half_years(self):
		begin = DAY(2021, 1, 10)
		for end, day, due in (
			(None, DAY(2026, 7, 10), False),
			(None, DAY(2026, 7, 11), True),
			(DAY(2026, 1, 9), DAY(2030, 1, 1), False),
		):
			self.assertEqual(legal.term_is_over_due(begin, end, day), due)

	def test_one_missed_session_warns_and_two_end_the_mandate(self):
		self.assertEqual(
			[legal.absence_consequence(missed) for missed in range(4)], ["", "warn", "terminate", "terminate"]
		)

	def test_leave_is_approved_before_the_sitting_begins(self):
		begins = datetime.datetime(2026, 1, 8, 9)
		minute = datetime.timedelta(minutes=1)
		self.assertEqual(
			[legal.leave_is_late(at, begins) for at in (begins - minute, begins, begins + minute)],
			[False, False, True],
		)

	def test_two_thirds_open_a_congress(self):
		for total in range(1, 400):
			needed = legal.needed_to_open(total)
			self.assertEqual(
				(legal.may_open(needed, total), legal.may_open(needed - 1, total)), (True, False), total
			)

	def test_three_deputies_may_form_a_group(self):
		self.assertEqual([legal.group_is_small(size) for size in (2, 3)], [True, False])

	def test_presidiums_have_seven_to_thirteen_members_and_at_most_two_vice_chairs(self):
		self.assertEqual(
			[size for size in range(5, 16) if not legal.presidium_size_is_unusual(size)], list(range(7, 14))
		)
		self.assertEqual([legal.too_many_vice_chairs(number) for number in (0, 2, 3)], [False, False, True])
