// The gated features of the component model (Explainer, "Gated features").
namespace Weft.Components;

/// <summary>What a component may use beyond what is on by default. Reading and parsing know all of it; validation refuses what is off.</summary>
[Flags]
public enum ComponentFeatures
{
    /// <summary>Only what is on by default.</summary>
    None = 0,
    /// <summary>Asynchronous functions, streams, futures, tasks, waitables.</summary>
    Async = 1,
    /// <summary><c>error-context</c>.</summary>
    ErrorContext = 2,
    /// <summary>Cooperative threads.</summary>
    Threads = 4,
    /// <summary>Threads that share memory.</summary>
    SharedThreads = 8,
    /// <summary><c>(list t n)</c>.</summary>
    FixedLengthLists = 16,
    /// <summary><c>(map k v)</c>.</summary>
    Maps = 32,
    /// <summary>Attributes of import and export names: <c>implements</c>, <c>external-id</c>, <c>versionsuffix</c>, with versions such as <c>@0.2</c>.</summary>
    NameAttributes = 64,
    /// <summary>Memories and resource representations of 64 bits.</summary>
    Memory64 = 128,
    /// <summary>Packages in packages and interfaces in interfaces: names such as <c>a:b:c/d/e</c>.</summary>
    NestedNames = 256,
    /// <summary>Everything.</summary>
    All = Async | ErrorContext | Threads | SharedThreads | FixedLengthLists | Maps | NameAttributes | Memory64 | NestedNames,
}
