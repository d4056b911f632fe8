// The reference server of tus: node tus_server.mjs FOLDER; prints its port.
import { Server } from "@tus/server";
import { FileStore } from "@tus/file-store";
import http from "node:http";

const server = new Server({
  path: "/files",
  datastore: new FileStore({ directory: process.argv[2] }),
});
const listening = http.createServer((request, response) => server.handle(request, response));
listening.listen(0, "127.0.0.1", () => console.log(listening.address().port));
