"""Edflex to 360Learning: contents as courses, and what learners did with them."""
