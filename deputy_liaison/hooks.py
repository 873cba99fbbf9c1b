"""What Frappe calls, and where it is found. Rules live in the modules named here."""

app_name = "deputy_liaison"
app_title = "Deputy Liaison"
app_publisher = "Deputy Liaison maintainers"
app_description = "Liaison stations, deputies and voters' opinions of a county people's congress"
app_email = "maintainers@deputy-liaison.invalid"
app_license = "mit"
