"""Our WebSub hub (https://www.w3.org/TR/websub/): whoever subscribes to a feed is sent it when it changes. See decision 33."""
