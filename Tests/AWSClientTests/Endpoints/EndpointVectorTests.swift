// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("Endpoint vectors")
struct EndpointVectorTests {
    /// Where botocore calls a service.
    struct Vector: Decodable {
        let service: String
        let region: String
        let fips: Bool
        let dualStack: Bool
        let url: String
        let signingRegion: String
    }

    struct PartitionVector: Decodable {
        let id: String
        let dnsSuffix: String
    }

    struct File: Decodable {
        let partitions: [String: PartitionVector]
        let vectors: [Vector]
    }

    private let file: File

    init() throws {
        file = try VectorFile.decode(File.self, from: "endpoints")
    }

    private static let services: [AWSService] = [
        .ssoAdmin, .identityStore, .dynamoDB, .organizations, .sns, .sts, .eventBridge, .lambda, .kms, .iam,
    ]

    @Test("Every service is called where botocore calls it, in every partition and variant", arguments: services)
    func resolvesAsBotocoreDoes(service: AWSService) throws {
        let vectors = file.vectors.filter { $0.service == service.id }
        #expect(vectors.count > 100)
        for vector in vectors {
            let resolver = try EndpointResolver(environment: [
                "AWS_USE_FIPS_ENDPOINT": "\(vector.fips)",
                "AWS_USE_DUALSTACK_ENDPOINT": "\(vector.dualStack)",
            ])
            let expected = Endpoint(
                url: vector.url,
                signingRegion: vector.signingRegion,
                allowsPlainHTTP: false
            )
            #expect(try resolver.endpoint(for: service, region: vector.region) == expected, "\(vector)")
        }
    }

    @Test("A region is in the partition botocore finds it in")
    func partitions() {
        #expect(Set(file.partitions.values.map(\.id)).count == 8)
        for (region, expected) in file.partitions {
            let partition = Partition.forRegion(region)
            #expect(partition.id == expected.id, "\(region)")
            #expect(partition.dnsSuffix == expected.dnsSuffix, "\(region)")
        }
    }
}
