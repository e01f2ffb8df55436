// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

/// One client's connection, served on one thread.
struct ScriptedConnection {
    /// What to do after a reply.
    private enum Next {
        case readOn
        case closeHere
        case clientLeft
    }

    let descriptor: Int32
    let stream: any ByteStream

    /// Serves requests until the connection ends. Returns whether the client ended it.
    func run(_ answer: (RequestReader.Message) -> Reply) -> Bool {
        var reader = RequestReader(stream)
        while let message = reader.next() {
            switch perform(answer(message)) {
            case .readOn: continue
            case .closeHere: return false
            case .clientLeft: return true
            }
        }
        return true
    }

    private func perform(_ reply: Reply) -> Next {
        switch reply {
        case .response(let response):
            return send(response.wireBytes)
        case .raw(let bytes):
            return send(bytes)
        case .rawThenClose(let bytes):
            guard send(bytes) == .readOn else { return .clientLeft }
            return finish()
        case .rawThenReset(let bytes):
            guard send(bytes) == .readOn else { return .clientLeft }
            // A reset discards what the client has not read yet; it gets a moment to read.
            guard LoopbackSocket.pause(.milliseconds(20), watching: descriptor) else { return .clientLeft }
            LoopbackSocket.resetOnClose(descriptor)
            return .closeHere
        case .reset:
            LoopbackSocket.resetOnClose(descriptor)
            return .closeHere
        case .close:
            return finish()
        case .hang:
            LoopbackSocket.waitForHangUp(descriptor)
            return .clientLeft
        case .chunks(let pieces, let pause):
            return send(pieces, pause: pause)
        case .after(let wait, let reply):
            guard LoopbackSocket.pause(wait, watching: descriptor) else { return .clientLeft }
            return perform(reply)
        }
    }

    private func send(_ bytes: [UInt8]) -> Next {
        stream.write(bytes) ? .readOn : .clientLeft
    }

    private func send(_ pieces: [[UInt8]], pause: Duration) -> Next {
        for (index, piece) in pieces.enumerated() {
            if index > 0 {
                guard LoopbackSocket.pause(pause, watching: descriptor) else { return .clientLeft }
            }
            guard stream.write(piece) else { return .clientLeft }
        }
        return .readOn
    }

    private func finish() -> Next {
        stream.finish()
        return .closeHere
    }
}
