"""What several document formats share: country codes, contact names, cross references."""
