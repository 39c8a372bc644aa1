import Configuration
import Foundation
import SystemPackage

/// Where settings come from: flags, then the environment, then the configuration file.
struct SettingSource: Sendable {
    /// Known before all others, because the configuration file may lie in it.
    let dataDirectory: String
    private let reader: ConfigReader

    /// - Parameters:
    ///   - flags: by key.
    ///   - file: nil for `skein.yaml` in the data directory, if there is one.
    /// - Throws: an error that names the file when it is missing or no YAML.
    init(flags: [String: String], environment: [String: String], file: String?) async throws {
        let direct = MultiSource(flags: flags, environment: environment)
        dataDirectory = direct.dataDirectory
        let path = file ?? "\(dataDirectory)/skein.yaml"
        do {
            let configuration = try await FileProvider<YAMLSnapshot>(
                filePath: FilePath(path), allowMissing: file == nil)
            reader = ConfigReader(providers: direct.providers + [configuration])
        } catch {
            throw ConfigurationFileError(path: path, reason: "\(error)")
        }
    }

    /// The value of a setting.
    /// - Throws: ``SettingError`` when it is not allowed.
    func value<Value>(_ setting: Setting<Value>) throws -> Value {
        guard let text = try text(setting.key), !text.isEmpty else { return setting.fallback }
        guard let value = setting.parse(text) else {
            throw SettingError(variable: setting.variable, value: setting.isSecret ? nil : text, allowed: setting.allowed)
        }
        return value
    }

    /// A list in the file is the same as a text with commas elsewhere.
    private func text(_ key: String) throws -> String? {
        let key = ConfigKey(key.split(separator: ".").map(String.init))
        if let text = try? reader.requiredString(forKey: key) { return text }  // else: a list, or nothing
        return reader.stringArray(forKey: key)?.joined(separator: ",")
    }
}

/// A configuration file that cannot be read.
struct ConfigurationFileError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "The configuration file \(path) cannot be read: \(reason)" }
}

/// Flags and environment: what is known before the file.
private struct MultiSource {
    let providers: [any ConfigProvider]
    let dataDirectory: String

    init(flags: [String: String], environment: [String: String]) {
        let flagValues = flags.map { key, value in
            (AbsoluteConfigKey(key.split(separator: ".").map(String.init)), ConfigValue(stringLiteral: value))
        }
        let flags = InMemoryProvider(name: "flags", values: Dictionary(uniqueKeysWithValues: flagValues))
        let environmentValues = EnvironmentVariablesProvider(environmentVariables: environment)
        providers = [flags, environmentValues]
        let configured = ConfigReader(providers: providers).string(forKey: "skein.data.dir")
        let home = environment["HOME"] ?? NSHomeDirectory()
        let shared = environment["XDG_DATA_HOME"] ?? "\(home)/.local/share"
        let chosen = configured.flatMap { $0.isEmpty ? nil : $0 } ?? "\(shared)/skein"
        dataDirectory = URL(filePath: chosen).standardizedFileURL.path
    }
}
