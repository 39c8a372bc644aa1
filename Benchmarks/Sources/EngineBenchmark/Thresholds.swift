import Foundation

/// What must not get worse: ratios to bare SQLite, which hold on any machine, and bytes.
struct Thresholds: Decodable {
    /// The least ratio, by workload.
    let ratios: [String: Double]
    /// The most bytes a run, by measurement.
    let bytesPerRun: [String: Int]

    init(contentsOf file: URL) throws {
        self = try JSONDecoder().decode(Thresholds.self, from: Data(contentsOf: file))
    }

    /// What of a report is worse; what was not measured is not judged.
    func shortfalls(of report: Report) -> [String] {
        let slow = report.ratios.sorted { $0.key < $1.key }.compactMap { name, ratio -> String? in
            guard let least = ratios[name], ratio < least else { return nil }
            return String(format: "%@ reaches %.2f of bare SQLite, not %.2f", name, ratio, least)
        }
        let large = report.memory.compactMap { measurement -> String? in
            guard let most = bytesPerRun[measurement.name], measurement.bytesPerRun > most else { return nil }
            return "\(measurement.bytesPerRun) bytes a run while \(measurement.name), not \(most)"
        }
        return slow + large
    }

    private enum CodingKeys: String, CodingKey {
        case ratios
        case bytesPerRun = "bytes_per_run"
    }
}
