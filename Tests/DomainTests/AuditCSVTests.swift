import Domain
import Testing

@Suite struct AuditCSVTests {
    @Test(
        "in an export nothing is a formula, and nothing breaks out of its field",
        arguments: [
            ("ada", "ada"), ("=HYPERLINK(\"http://evil\")", "\"'=HYPERLINK(\"\"http://evil\"\")\""), ("+1", "\"'+1\""),
            ("-1", "\"'-1\""), ("@x", "\"'@x\""), ("\tx", "\"'\tx\""), ("a,b", "\"a,b\""), ("a\r\nb", "\"a\r\nb\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ])
    func cells(name: String, written: String) {
        var entry = AuditEntry(
            at: Timestamp(milliseconds: 0), address: "::1", action: "a", method: "POST", route: "/r", requestID: "q")
        entry.principal = Principal(id: "1", name: name, role: .viewer)
        #expect(entry.csv == ",1970-01-01T00:00:00.000Z,1,\(written),viewer,::1,a,POST,/r,,,,,done,q")
    }
}
