// The sorts of the component model (Explainer, "Index spaces"): each has an index space of its own in a component.
namespace Weft.Components;

/// <summary>What an index refers to. Core sorts have their binary code in the low byte and bit 8 set; the others are their code.</summary>
public enum Sort
{
    /// <summary>A component function.</summary>
    Function = 0x01,
    /// <summary>A value (gated).</summary>
    Value = 0x02,
    /// <summary>A component type: value, function, component, instance or resource type.</summary>
    Type = 0x03,
    /// <summary>A component.</summary>
    Component = 0x04,
    /// <summary>A component instance.</summary>
    Instance = 0x05,
    /// <summary>A core function.</summary>
    CoreFunction = 0x100,
    /// <summary>A core table.</summary>
    CoreTable = 0x101,
    /// <summary>A core memory.</summary>
    CoreMemory = 0x102,
    /// <summary>A core global.</summary>
    CoreGlobal = 0x103,
    /// <summary>A core tag.</summary>
    CoreTag = 0x104,
    /// <summary>A core type.</summary>
    CoreType = 0x110,
    /// <summary>A core module.</summary>
    CoreModule = 0x111,
    /// <summary>A core instance.</summary>
    CoreInstance = 0x112,
}
