"""A regional news wire: polls sources, groups entries by topic, serves feeds and pages."""
