"""Lets `bench run-tests --app deputy_liaison` find the tests, which lie outside the package."""
