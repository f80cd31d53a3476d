-- So that a person or an admin recognises a session: where it was opened from and by which browser.
alter table moderation.session add column address text;
alter table moderation.session add column user_agent text;
