// What Weft refuses in components because it is too much, in one place; a module inside one has the limits of modules besides.
namespace Weft.Components;

/// <summary>The limits of components. They are generous for programs and final for attackers.</summary>
public static class ComponentLimits
{
    /// <summary>Components and component or instance types inside each other.</summary>
    public const int NestingDepth = 100;
    /// <summary>Value types inside each other.</summary>
    public const int TypeDepth = 100;
    /// <summary>Parts of a type, with all that it refers to, counted as often as it is referred to.</summary>
    public const int TypeSize = 1_000_000;
    /// <summary>Definitions of one sort in a component.</summary>
    public const int Definitions = 1_000_000;
    /// <summary>Fields, cases, elements, parameters of one type.</summary>
    public const int TypeMembers = 10_000;
    /// <summary>Arguments of an instantiation, exports of a bundle.</summary>
    public const int Arguments = 100_000;
    /// <summary>Options of a canonical definition.</summary>
    public const int CanonicalOptions = 20;
    /// <summary>Parts of types that validation may look at or build in all.</summary>
    public const int ValidationSteps = 100_000_000;
    /// <summary>The bytes of a value in memory must be fewer (Binary.md, "Type definitions").</summary>
    public const long ValueBytes = 1L << 28;
    /// <summary>Bytes that the values of one call may take once they are .NET objects: a small list can name a large one many times.</summary>
    public const long LiftedBytes = 1L << 29;
    /// <summary>Handles that an instance may have.</summary>
    public const int Handles = 1 << 20;
    /// <summary>Instances, of components and of core modules, that one instantiation makes.</summary>
    public const int Instances = 10_000;
    /// <summary>Definitions that one instantiation does, in all instances.</summary>
    public const int InstantiatedDefinitions = 10_000_000;
}
