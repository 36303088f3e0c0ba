"""When the Centre is open: days, hours, terms and their wording. Pure: neither database nor clock."""
