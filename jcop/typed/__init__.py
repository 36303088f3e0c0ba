"""What people type: cleaned of what nobody sees, refused a PESEL, found without diacritics."""
