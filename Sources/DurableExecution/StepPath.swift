/// A step's identity: branch names and the step's name, never a counter over the whole run.
///
/// `tasks/7f3c/draft` is the step `draft` in branch `7f3c` of the parallel `tasks`; from its second use in the same
/// branch a name gets `#2`, `#3`, …. So steps of concurrent branches keep their identity whatever their order.
public struct StepPath: Sendable, Hashable, Codable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The path of a run itself.
    static let root = StepPath(rawValue: "")

    public var description: String { rawValue }

    /// The path of a name below this one; what has a meaning in paths is escaped in names, so that paths cannot collide.
    func appending(_ name: String, use: Int = 1) -> StepPath {
        let escaped = Self.escaping(name)
        let numbered = use == 1 ? escaped : "\(escaped)#\(use)"
        return StepPath(rawValue: rawValue.isEmpty ? numbered : "\(rawValue)/\(numbered)")
    }

    private static func escaping(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "#") })
        else { return name }
        return name.replacing("%", with: "%25").replacing("/", with: "%2F").replacing("#", with: "%23")
    }

    /// The step's own name, whichever use of it this is.
    var name: Substring {
        rawValue.split(separator: "/").last?.prefix { $0 != "#" } ?? ""
    }

    /// The path of the branch this step belongs to.
    var branch: StepPath {
        guard let slash = rawValue.lastIndex(of: "/") else { return .root }
        return StepPath(rawValue: String(rawValue[..<slash]))
    }
}
