import SQL
import Testing

@Suite struct SQLQueryTests {
    @Test("an interpolated value becomes a bind, so it can never be read as SQL")
    func binds() {
        let name = "x'; DROP TABLE agents; --"
        let query: SQLQuery = "SELECT * FROM agents WHERE name = \(name) AND age > \(7)"
        #expect(query.text == "SELECT * FROM agents WHERE name = $1 AND age > $2")
        #expect(query.binds == [.text(name), .integer(7)])
    }

    @Test("a spliced query brings its binds, renumbered")
    func splice() {
        let condition: SQLQuery = "a = \(1) AND b = \("two")"
        let query: SQLQuery = "SELECT * FROM t WHERE c = \(true) AND \(condition) LIMIT \(3)"
        #expect(query.text == "SELECT * FROM t WHERE c = $1 AND a = $2 AND b = $3 LIMIT $4")
        #expect(query.binds == [.integer(1), .integer(1), .text("two"), .integer(3)])
    }

    @Test("more than nine binds splice without mixing up $1 and $10")
    func manyBinds() {
        let list: SQLQuery = "id IN (\(list: Array(1...12)))"
        let query: SQLQuery = "SELECT \(0) WHERE \(list)"
        #expect(query.text == "SELECT $1 WHERE id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
        #expect(query.binds == [.integer(0)] + (1...12).map { .integer($0) })
    }

    @Test("an empty list matches nothing instead of being a syntax error")
    func emptyList() {
        let query: SQLQuery = "SELECT 1 WHERE x IN (\(list: [String]()))"
        #expect(query.text == "SELECT 1 WHERE x IN (NULL)")
    }

    @Test("nil becomes null")
    func null() {
        let nothing: String? = nil
        let query: SQLQuery = "UPDATE t SET x = \(nothing)"
        #expect(query.binds == [.null])
    }
}
