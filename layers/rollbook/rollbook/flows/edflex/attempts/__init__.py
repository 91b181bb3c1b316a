"""What learners did on Edflex, as attempts at courses of 360Learning (EF7, EF8)."""
