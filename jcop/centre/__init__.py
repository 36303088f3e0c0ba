"""What the Centre says about itself: days and hours as stored, feeds, facts, drafts of news."""
