from ecosystem.kernel.errors import NotFound


class PortraitNotFound(NotFound):
    code = "portrait_not_found"
