// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Synchronization
import Testing
import TestSupport

@testable import AWSClient

@Suite("Retry tokens")
struct RetryTokenTests {
    @Test("A retry costs 5 of 500 tokens, and 10 after a time-out")
    func cost() {
        #expect(RetryTokenBucket().tokens == 500)
        #expect(RetryTokenBucket.cost(.transient) == 5)
        #expect(RetryTokenBucket.cost(.throttled) == 5)
        #expect(RetryTokenBucket.cost(.timedOut) == 10)
    }

    @Test("A bucket gives what it has, and is never overfull")
    func bucket() {
        var bucket = RetryTokenBucket()
        let taken = [bucket.take(495), bucket.take(10), bucket.take(5)]
        #expect(taken == [true, false, true])
        #expect(bucket.tokens == 0)
        bucket.refund(nil)
        #expect(bucket.tokens == 1)
        bucket.refund(5)
        #expect(bucket.tokens == 6)
        bucket.refund(1000)
        #expect(bucket.tokens == 500)
    }

    @Test("A host in lasting trouble is sent no more retries; other hosts still are")
    func exhausted() async throws {
        let transport = ScriptedTransport([.lost(.timedOut)])
        let client = try AWSClient.test(transport)
        func attempts(region: String) async -> Int? {
            await awsError { () throws(AWSError) in
                try await DynamoDB(client, region: region).getItem(table: "t", key: ["id": "1"])
            }?.attempts
        }
        // 25 calls of 3 attempts take two retries of 10 tokens each.
        for _ in 0..<25 {
            #expect(await attempts(region: "eu-central-1") == 3)
        }
        #expect(await attempts(region: "eu-central-1") == 1)
        #expect(await attempts(region: "eu-west-1") == 3)
    }

    @Test("Successes bring the retries back: what a retried call cost, and one token for each other")
    func refunds() async throws {
        let isDown = Mutex(true)
        let transport = ScriptedTransport { _, _ in isDown.withLock { $0 } ? .lost(.timedOut) : .json() }
        let client = try AWSClient.test(transport)
        func read() async -> Int? {
            await awsError { () throws(AWSError) in
                try await client.dynamoDB.getItem(table: "t", key: ["id": "1"])
            }?.attempts
        }
        for _ in 0..<25 { _ = await read() }
        isDown.withLock { $0 = false }
        for _ in 0..<10 { #expect(await read() == nil) }
        isDown.withLock { $0 = true }
        // Ten tokens pay for one retry after a time-out, and not for two.
        #expect(await read() == 2)
        #expect(await read() == 1)
    }
}
