/// Who did something, as it is kept: the name stays readable when the user is gone.
public struct Author: Sendable, Hashable, Codable {
    public let id: String
    public let name: String

    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }

    public init(_ principal: Principal) {
        self.init(id: principal.id, name: principal.name)
    }
}
