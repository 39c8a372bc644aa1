@main enum Skein { static func main() {} }
