"""Public pages on the shortest way: put together from kept pieces, without a request, a resolver, middleware or templates.

`application.Frugal` stands between the page cache and Django, and hands Django whatever it cannot answer: the first reader's
page, every unusual address, every error. So nothing is shown in two ways: what it sends are the pieces that Django's own views have
made, under the headers that Django's own middleware writes (`headers`).
"""
