"""An embedded Discord on loopback: simcord's model behind real HTTP and WebSockets, and a page to use it.

`bot.sandbox.world.Sandbox` is the way in. A bot knows it only by its settings (`Sandbox.settings_env`).
"""
