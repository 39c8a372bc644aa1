import NIOCore
import NIOWebSocket
import Testing

@testable import WebSockets

struct WebSocketStateMachineTests {
    private var machine = WebSocketStateMachine(maxMessageSize: 100, maxFragments: 3)

    private func frame(
        _ opcode: WebSocketOpcode, _ data: ByteBuffer = ByteBuffer(), isFinal: Bool = true
    ) -> WebSocketFrame {
        WebSocketFrame(fin: isFinal, opcode: opcode, maskKey: [0, 0, 0, 0], data: data)
    }

    @Test("Two pings may go unanswered; when the third is due the peer is given up")
    mutating func silence() {
        #expect(self.machine.pingIsDue() == .sendPing)
        #expect(self.machine.pingIsDue() == .sendPing)
        let close = WebSocketClose(.unexpectedServerError, reason: "no answer to 2 pings")
        #expect(self.machine.pingIsDue() == .fail(close))
        #expect(!self.machine.isOpen)
    }

    @Test("Any sign of life starts the count of unanswered pings anew")
    mutating func life() {
        for _ in 1...5 {
            #expect(self.machine.pingIsDue() == .sendPing)
            self.machine.heardFromPeer()
        }
    }

    @Test("While closing, only the peer's close frame counts")
    mutating func closing() {
        let close = WebSocketClose(.normalClosure)
        #expect(self.machine.close(close) == .startClose(close))
        #expect(self.machine.received(self.frame(.text)) == .none)
        #expect(self.machine.received(self.frame(.ping)) == .none)
        #expect(self.machine.pingIsDue() == .none)
        #expect(self.machine.close(close) == .none)
        #expect(self.machine.fail(close) == .none)
        #expect(self.machine.received(self.frame(.connectionClose)) == .disconnect)
    }

    @Test("Once closed, nothing counts")
    mutating func closed() {
        #expect(self.machine.received(self.frame(.connectionClose)) == .answerClose(ByteBuffer()))
        #expect(self.machine.received(self.frame(.connectionClose)) == .none)
        #expect(self.machine.received(self.frame(.text)) == .none)
        #expect(self.machine.pingIsDue() == .none)
        #expect(self.machine.close(WebSocketClose(.goingAway)) == .none)
        #expect(!self.machine.isOpen)
    }

    @Test("A message may fill its limits and no more")
    mutating func limits() {
        let half = ByteBuffer(repeating: 0, count: 50)
        #expect(self.machine.received(self.frame(.binary, half, isFinal: false)) == .none)
        let message = WebSocketMessage.binary(ByteBuffer(repeating: 0, count: 100))
        #expect(self.machine.received(self.frame(.continuation, half)) == .deliver(message))
        let tooLarge = self.machine.received(self.frame(.binary, ByteBuffer(repeating: 0, count: 101)))
        #expect(tooLarge == .fail(WebSocketClose(.messageTooLarge, reason: "message is over 100 bytes or 3 frames")))
    }
}
