extension Event {
    /// Two JSON objects as one, without parsing either: `{"a":1}` and `{"b":2}` become `{"a":1,"b":2}`.
    public static func merging(_ first: String, _ second: String) -> String {
        if first.utf8.count <= 2 { return second }
        if second.utf8.count <= 2 { return first }
        return first.dropLast() + "," + second.dropFirst()
    }

    /// The event as everybody is told of it: `{type, event, data, timestamp, cursor}`.
    /// - Parameter cursor: nil for what is told and not kept; it is then marked `transient`.
    public func json(cursor: Int64?) -> String {
        let place = cursor.map { "\"cursor\":\($0)" } ?? "\"transient\":true"
        return """
            {"type":"\(type.rawValue)","event":"\(name)","data":\(data),"timestamp":"\(timestamp.iso8601)",\(place)}
            """
    }
}
