"""What turns records into something a person sees; never where the records come from."""
