"""Reports on plans: counted once, told as a sheet, a paper, a picture or a calendar."""
