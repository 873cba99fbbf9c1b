"""The map of stations: whose stations it shows, what it tells of them, and the outlines that a county gives."""

import json

import frappe

from deputy_liaison.liaison_network.doctype.liaison_settings.liaison_settings import LiaisonSettings
from deputy_liaison.liaison_network.doctype.station_assessment.station_assessment import open_round
from deputy_liaison.liaison_network.station_map import round_about, stations_on_map
from tests import handlers
from tests.base import LiaisonTestCase

STATION = "Liaison Station"
SQUARE = [[[102.0, 25.0], [102.2, 25.0], [102.2, 25.2], [102.0, 25.2], [102.0, 25.0]]]


class StationMapTestCase(LiaisonTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.place("clerk", self.world.station, 25.1, 102.1)
		self.place("clerk_b", self.world.station_b, 25.3, 102.4)

	def place(self, key: str, station: str, latitude: float, longitude: float) -> None:
		with self.as_user(key):
			doc = frappe.get_doc(STATION, station)
			doc.update({"latitude": latitude, "longitude": longitude})
			doc.save()

	def shown(self, key: str) -> dict[str, dict]:
		with self.as_user(key):
			found = stations_on_map()
		return {station["station_name"]: station for station in found["stations"]}


class TestStationsOnMap(StationMapTestCase):
	def test_each_sees_the_stations_of_the_own_posts(self):
		both = ["东村代表联络站", "西村代表联络站"]
		for key, names in (
			("clerk", both),
			("chair", both),
			("clerk_b", ["南村代表联络站"]),
			("officer", both[:1]),
			("presidium", both[:1]),
			("county_officer", [*both, "南村代表联络站"]),
			("auditor", [*both, "南村代表联络站"]),
			("admin", [*both, "南村代表联络站"]),
			("water", []),
			("deputy", []),
		):
			self.assertEqual(list(self.shown(key)), names, key)
		with self.as_user("nobody"):
			self.assertRaises(frappe.PermissionError, stations_on_map)

	def test_what_is_told_of_a_station(self):
		with self.as_user("clerk"):
			doc = frappe.get_doc(STATION, self.world.station)
			doc.append("officeholders", {"office": "Station Head", "person_name": "李春华"})
			doc.append(
				"officeholders",
				{"office": "Person in Charge", "person_name": "前任", "to_date": "2020-01-01"},
			)
			doc.phone = "0878-1234567"
			doc.save()
		station = self.shown("clerk")["东村代表联络站"]
		self.assertEqual(
			[station[key] for key in ("latitude", "longitude", "head", "phone", "outcome", "grade")],
			[25.1, 102.1, "李春华", "0878-1234567", "Never Checked", "No Grade Yet"],
		)
		without = self.shown("clerk")["西村代表联络站"]
		self.assertEqual((without["latitude"], without["longitude"], without["head"]), (None, None, ""))

	def test_published_grades_alone(self):
		scheme = frappe.get_doc("Assessment Scheme", {"disabled": 0}).name
		for year, state, grade in (
			(2020, "Assessment Locked", "Good Grade"),
			(2021, "Assessment Scored", "Excellent Grade"),
		):
			with self.as_user("county_officer"):
				open_round(year, scheme)
			of_station = {"station": self.world.station, "assessment_year": year}
			frappe.db.set_value("Station Assessment", of_station, {"workflow_state": state, "grade": grade})
		station = self.shown("clerk")["东村代表联络站"]
		self.assertEqual((station["grade"], station["grade_year"]), ("Good Grade", 2020))

	def test_what_is_closed_down_is_left_out(self):
		frappe.db.set_value(STATION, self.world.station, "status", "Closed Down")
		self.assertEqual(list(self.shown("clerk")), ["西村代表联络站"])

	def test_the_method_answers_the_request_of_its_readers(self):
		told = handlers.call(
			self.world.users["officer"], "deputy_liaison.liaison_network.station_map.stations_on_map"
		)
		self.assertEqual(len(told["stations"]), 1)


class TestOutlines(StationMapTestCase):
	def townships(self, key: str) -> dict[str, list]:
		with self.as_user(key):
			return {town["title"]: town["rings"] for town in stations_on_map()["townships"]}

	def give(self, *names: str, area: list = SQUARE, key: str = "admin", **changes) -> LiaisonSettings:
		"""The county's outlines, uploaded and saved as the desk does it."""
		features = [
			{
				"type": "Feature",
				"properties": {"name": name},
				"geometry": {"type": "Polygon", "coordinates": area},
			}
			for name in names
		]
		content = changes.get("content", json.dumps({"type": "FeatureCollection", "features": features}))
		with self.as_user(key):
			file = frappe.get_doc(
				{
					"doctype": "File",
					"file_name": changes.get("file_name", "乡镇边界.geojson"),
					"attached_to_doctype": "Liaison Settings",
					"attached_to_name": "Liaison Settings",
					"content": content,
					"is_private": 1,
				}
			).insert()
			settings = frappe.get_doc("Liaison Settings")
			settings.township_outlines = file.file_url
			return settings.save()

	def tearDown(self) -> None:
		super().tearDown()
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")

	def test_without_a_file_a_line_runs_round_the_stations(self):
		self.assertEqual(list(self.townships("county_officer")), ["甲镇", "乙镇"])
		(ring,) = self.townships("clerk")["甲镇"]
		latitudes, longitudes = zip(*ring, strict=True)
		self.assertTrue(min(latitudes) < 25.1 < max(latitudes))
		self.assertTrue(min(longitudes) < 102.1 < max(longitudes))
		corners = round_about([(25.0, 102.0), (25.0, 102.4), (25.4, 102.0), (25.1, 102.1)])
		# what lies inside makes no corner
		self.assertFalse([point for point in corners if abs(point[0] - 25.1) + abs(point[1] - 102.1) < 0.05])

	def test_the_countys_own_outline_is_drawn_to_who_sees_the_township(self):
		self.give("甲镇", "乙镇")
		self.assertEqual(self.townships("clerk"), {"甲镇": [[(y, x) for x, y in SQUARE[0]]]})
		self.assertEqual(list(self.townships("county_officer")), ["甲镇", "乙镇"])
		parts = {
			"type": "Feature",
			"properties": {"name": "甲镇"},
			"geometry": {"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]},
		}
		self.give(content=json.dumps({"features": [parts]}))
		self.assertEqual(len(self.townships("clerk")["甲镇"]), 2)

	def test_a_file_that_is_none(self):
		swapped = [[[25.0, 102.0], [25.2, 102.0], [25.2, 102.2]]]
		for text, names, changes in (
			("丁镇", ("甲镇", "丁镇"), {}),
			("不是含有区域列表", (), {"content": "<kml></kml>"}),
			("不是含有区域列表", (), {"content": '{"features": [{"geometry": null}]}'}),
			("不是含有区域列表", (), {"content": '{"features": []}'}),
			("只支持GeoJSON", ("甲镇",), {"file_name": "乡镇边界.txt"}),
			("不在我国境内", ("甲镇",), {"area": swapped}),
			("文件超过2 MB", ("甲镇",), {"content": " " * (2 * 1024 * 1024 + 1)}),
		):
			with self.subTest(text):
				self.assertRefuses(text, self.give, *names, **changes)

	def test_a_file_of_another_record_is_not_opened(self):
		file = frappe.get_doc(
			{"doctype": "File", "file_name": "别的.json", "content": "{}", "is_private": 1}
		).insert()
		with self.as_user("admin"):
			settings = frappe.get_doc("Liaison Settings")
			settings.township_outlines = file.file_url
			self.assertRefuses("请在此处上传文件", settings.save)

	def test_the_administrator_alone_gives_it(self):
		with self.assertRaises(frappe.PermissionError):
			self.give("甲镇", key="county_officer")
