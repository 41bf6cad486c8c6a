"""What stands between MkDocs and the site: its pages, its theme, what a build by it leaves for the next ones."""
