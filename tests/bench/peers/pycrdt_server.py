"""pycrdt-websocket with its SQLite store, by uvicorn with permessage-deflate; says its port, ends with its input."""

import asyncio
import json
import socket
import sys
from pathlib import Path

import uvicorn
from pycrdt.store import SQLiteYStore
from pycrdt.websocket import ASGIServer, WebsocketServer, YRoom

FOLDER = Path(sys.argv[1])


class Rooms(WebsocketServer):
    """Every room keeps its updates in one database, and stays."""

    async def get_room(self, name: str) -> YRoom:
        if name not in self.rooms:
            store = SQLiteYStore(name.strip("/") or "room")
            store.db_path = str(FOLDER / "rooms.db")
            self.rooms[name] = YRoom(ready=True, ystore=store)
        room = self.rooms[name]
        await self.start_room(room)
        return room


async def main() -> None:
    plug = socket.create_server(("127.0.0.1", 0))
    rooms = Rooms(auto_clean_rooms=False)
    config = uvicorn.Config(ASGIServer(rooms), ws="websockets", log_level="warning", ws_max_size=64_000_000)
    server = uvicorn.Server(config)
    async with rooms:
        serving = asyncio.create_task(server.serve(sockets=[plug]))
        print(json.dumps({"port": plug.getsockname()[1]}), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        server.should_exit = True
        await serving


asyncio.run(main())
