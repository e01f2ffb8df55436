// swift-tools-version: 6.2
import PackageDescription

/// Warnings fail the build in CI, so that none is ever merged; elsewhere a newer compiler may warn without
/// stopping anybody's work.
let warningsAreErrors = Context.environment["CI"] != nil

let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let flyingFox = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")

/// A library target; imports point downwards only.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func executable(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies + ["TestSupport"],
        exclude: exclude,
        resources: resources,
        swiftSettings: settings
    )
}

/// What the parsers that face the outside must hold to. It is a test target, and with HOURGLASS_FUZZ, as scripts/fuzz
/// sets it, an executable for libFuzzer instead: a folder belongs to one target.
let fuzzed: [Target.Dependency] = ["JITAccess", "JITAccessAWS", "AWSClient", "HTTPTransport", "LambdaRuntime"]
let fuzzTarget: Target =
    Context.environment["HOURGLASS_FUZZ"] == nil
    ? tests("FuzzTests", fuzzed + ["AccessSimulation"], exclude: ["Driver"])
    : .executableTarget(
        name: "fuzz",
        dependencies: fuzzed,
        path: "Tests/FuzzTests",
        exclude: ["MutationTests.swift"],
        swiftSettings: settings
    )

let package = Package(
    name: "hourglass",
    products: [
        .executable(name: "Grant", targets: ["Grant"]),
        .executable(name: "Revoke", targets: ["Revoke"]),
        .executable(name: "Gateway", targets: ["Gateway"]),
        .executable(name: "Notify", targets: ["Notify"]),
        .executable(name: "hourglass", targets: ["hourglass"]),
        .library(name: "LambdaRuntime", targets: ["LambdaRuntime"]),
        .library(name: "HTTPTransport", targets: ["HTTPTransport"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.26.0"),
    ],
    targets: [
        // What ships to Lambda, from the bottom up.
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        module("Hashing", ["COpenSSL"]),
        module("HTTPTransport", ["CCurl"]),
        module("LambdaRuntime", ["HTTPTransport", logging]),
        module("AWSClient", ["HTTPTransport", "Hashing", logging]),
        module("JITAccess", ["Hashing"]),
        module("JITAccessAWS", ["JITAccess", "AWSClient", "Hashing", logging]),
        module("ServiceNow", ["JITAccess", "HTTPTransport", "Hashing"]),
        module(
            "AccessFunction",
            [
                "JITAccessAWS", "ServiceNow", "JITAccess", "AWSClient", "LambdaRuntime", "HTTPTransport", "Hashing",
                logging,
            ]
        ),
        module("FrontDoor", ["JITAccess", "Hashing"]),
        module(
            "FrontDoorAWS",
            [
                "FrontDoor", "AccessFunction", "ServiceNow", "JITAccessAWS", "JITAccess", "AWSClient", "LambdaRuntime",
                "HTTPTransport", "Hashing", logging,
            ]
        ),
        module(
            "NotifyFunction",
            ["AccessFunction", "JITAccessAWS", "JITAccess", "AWSClient", "LambdaRuntime", "HTTPTransport", logging]
        ),
        executable("Grant", ["AccessFunction", "JITAccess"]),
        executable("Revoke", ["AccessFunction", "JITAccess"]),
        executable("Gateway", ["FrontDoorAWS", "FrontDoor"]),
        executable("Notify", ["NotifyFunction"]),

        // The command for people, and the Runtime API it serves on loopback.
        .target(name: "CSpawn"),
        module("LocalLambda", ["CSpawn", flyingFox]),
        executable(
            "hourglass",
            ["LocalLambda", "FrontDoor", "JITAccess", "AWSClient", "HTTPTransport", "Hashing", argumentParser, logging]
        ),

        // Tests.
        .systemLibrary(
            name: "COpenSSLServer",
            path: "Tests/COpenSSLServer",
            pkgConfig: "libssl",
            providers: [.apt(["libssl-dev"])]
        ),
        .target(
            name: "TestSupport",
            dependencies: ["HTTPTransport", "COpenSSLServer"],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        tests("HashingTests", ["Hashing"]),
        tests("HTTPTransportTests", ["HTTPTransport", "CCurl"]),
        tests("LambdaRuntimeTests", ["LambdaRuntime", "LocalLambda", logging]),
        tests("AWSClientTests", ["AWSClient", "HTTPTransport", logging], resources: [.copy("Vectors")]),
        .target(
            name: "AccessSimulation",
            dependencies: ["JITAccess", "Hashing"],
            path: "Tests/AccessSimulation",
            swiftSettings: settings
        ),
        tests("JITAccessTests", ["JITAccess", "AccessSimulation"]),
        tests("SimulationTests", ["AccessSimulation"], exclude: ["README.md"]),
        .executableTarget(
            name: "simulate",
            dependencies: ["AccessSimulation", argumentParser],
            path: "Tests/Simulate",
            swiftSettings: settings
        ),
        tests("JITAccessAWSTests", ["JITAccessAWS", "JITAccess", "AWSClient", "HTTPTransport", "Hashing", logging]),
        tests("ServiceNowTests", ["ServiceNow", "JITAccess", "HTTPTransport", "Hashing"]),
        tests(
            "AccessFunctionTests",
            ["AccessFunction", "JITAccessAWS", "JITAccess", "AWSClient", "LambdaRuntime", "HTTPTransport", logging]
        ),
        tests(
            "NotifyFunctionTests",
            ["NotifyFunction", "JITAccess", "AWSClient", "HTTPTransport", logging]
        ),
        tests("FrontDoorTests", ["FrontDoor", "JITAccess", "Hashing"], exclude: ["Snapshots"]),
        tests(
            "FrontDoorAWSTests",
            [
                "FrontDoorAWS", "FrontDoor", "ServiceNow", "JITAccessAWS", "JITAccess", "AWSClient", "HTTPTransport",
                "Hashing", logging,
            ]
        ),
        tests(
            "LocalLambdaTests",
            [
                "LocalLambda", "hourglass", "FrontDoor", "JITAccess", "JITAccessAWS", "AWSClient", "Hashing",
                "HTTPTransport",
                logging,
            ],
            resources: [.copy("Fixtures")]
        ),
        tests(
            "IntegrationTests",
            [
                "JITAccessAWS", "LocalLambda", "Grant", "Revoke", "Gateway", "Notify", "hourglass", "FrontDoor",
                "Hashing", "AWSClient",
                "HTTPTransport",
            ]
        ),
        fuzzTarget,
    ],
    swiftLanguageModes: [.v6]
)
