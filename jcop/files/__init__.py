"""Files: what people send is judged and drawn anew, what the portal prints is typeset and kept."""
