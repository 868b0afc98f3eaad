// What stands behind an instance's context in memory, at places that compiled code knows: the values of the globals that it defines.
namespace Weft.Runtime;

/// <summary>Offsets from the start of an <see cref="InstanceContext"/>.</summary>
internal static unsafe class InstanceLayout
{
    private static readonly int s_globals = (sizeof(InstanceContext) + 15) & ~15;

    /// <summary>The bytes of a context with so many defined globals.</summary>
    public static nuint SizeWith(int globals) => (nuint)s_globals + ((nuint)globals * (nuint)sizeof(GlobalCell));

    /// <summary>Where the cell of a defined global is, by its index among the defined ones.</summary>
    public static int OffsetOfGlobal(int index) => checked(s_globals + (index * sizeof(GlobalCell)));
}
