import Foundation
import Tracing

/// A batch of spans in OTLP's JSON encoding (`ExportTraceServiceRequest`).
struct SpanMessage: Encodable {
    let resourceSpans: [ResourceSpans]

    init(_ spans: [FinishedSpan], resource: [String: String]) {
        let attributes = resource.sorted { $0.key < $1.key }.map {
            Attribute(key: $0.key, value: .init(stringValue: $0.value))
        }
        resourceSpans = [
            ResourceSpans(
                resource: Resource(attributes: attributes),
                scopeSpans: [ScopeSpans(scope: Scope(name: "skein"), spans: spans.map(SpanForm.init))])
        ]
    }

    struct ResourceSpans: Encodable {
        let resource: Resource
        let scopeSpans: [ScopeSpans]
    }

    struct Resource: Encodable {
        let attributes: [Attribute]
    }

    struct ScopeSpans: Encodable {
        let scope: Scope
        let spans: [SpanForm]
    }

    struct Scope: Encodable {
        let name: String
    }

    struct Attribute: Encodable {
        let key: String
        let value: Value
    }

    /// One of these; what is nil is left out.
    struct Value: Encodable {
        var stringValue: String?
        var boolValue: Bool?
        /// 64-bit numbers are text in OTLP's JSON.
        var intValue: String?
        var doubleValue: Double?
        var arrayValue: Values?
    }

    struct Values: Encodable {
        let values: [Value]
    }

    struct Link: Encodable {
        let traceId: String
        let spanId: String
    }

    struct Event: Encodable {
        let timeUnixNano: String
        let name: String
        let attributes: [Attribute]
    }

    struct Status: Encodable {
        let code: Int
        let message: String?
    }
}

extension SpanMessage {
    struct SpanForm: Encodable {
        let traceId: String
        let spanId: String
        let parentSpanId: String?
        let traceState: String?
        let flags = 1
        let name: String
        let kind: Int
        let startTimeUnixNano: String
        let endTimeUnixNano: String
        let attributes: [Attribute]
        let events: [Event]
        let links: [Link]
        let status: Status

        init(_ span: FinishedSpan) {
            let place = span.start.place
            traceId = "\(place.trace)"
            spanId = "\(place.span)"
            parentSpanId = span.start.parent.map { "\($0)" }
            traceState = place.state
            name = span.name
            kind =
                switch span.start.kind {
                case .internal: 1
                case .server: 2
                case .client: 3
                case .producer: 4
                case .consumer: 5
                }
            startTimeUnixNano = "\(span.start.at)"
            endTimeUnixNano = "\(max(span.end, span.start.at))"
            attributes = Attribute.list(span.attributes)
            events = span.events.map {
                Event(timeUnixNano: "\($0.nanosecondsSinceEpoch)", name: $0.name, attributes: Attribute.list($0.attributes))
            }
            links = span.links.map { Link(traceId: "\($0.trace)", spanId: "\($0.span)") }
            status = Status(
                code: span.status.map { $0.code == .ok ? 1 : 2 } ?? 0, message: span.status?.message)
        }
    }
}

extension SpanMessage.Attribute {
    static func list(_ attributes: SpanAttributes) -> [Self] {
        var list: [Self] = []
        attributes.forEach { key, value in
            if let value = SpanMessage.Value(value) { list.append(Self(key: key, value: value)) }
        }
        return list.sorted { $0.key < $1.key }
    }
}

extension SpanMessage.Value {
    fileprivate init?(_ attribute: SpanAttribute) {
        switch attribute {
        case .string(let text): self.init(stringValue: text)
        case .bool(let flag): self.init(boolValue: flag)
        case .int32(let number): self.init(intValue: "\(number)")
        case .int64(let number): self.init(intValue: "\(number)")
        case .double(let number): self.init(doubleValue: number)
        case .stringConvertible(let value): self.init(stringValue: "\(value)")
        case .stringArray(let texts): self.init(arrayValue: .init(values: texts.map { .init(stringValue: $0) }))
        case .int64Array(let numbers): self.init(arrayValue: .init(values: numbers.map { .init(intValue: "\($0)") }))
        // Nothing here makes others.
        default: return nil
        }
    }
}
