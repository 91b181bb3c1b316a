"""What of Edflex's contents and their categories 360Learning should hold (EF2-EF4)."""
