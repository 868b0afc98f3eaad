// What stands behind an instance's context in memory, at places that compiled code knows: the cells of the tables and the values of the
// globals that it defines.
using Weft.Wasm;

namespace Weft.Runtime;

/// <summary>Offsets from the start of an <see cref="InstanceContext"/>.</summary>
internal static unsafe class InstanceLayout
{
    private static readonly int s_tables = (sizeof(InstanceContext) + 15) & ~15;

    /// <summary>The bytes of the context of an instance with what stands behind it.</summary>
    public static nuint SizeOf(ModuleDefinition module) => (nuint)OffsetOfGlobal(module, module.Globals.Length);

    /// <summary>Where the cell of a defined table is, by its index among the defined ones.</summary>
    public static int OffsetOfTable(int index) => checked(s_tables + (index * sizeof(TableCell)));

    /// <summary>Where the cell of a defined global is, by its index among the defined ones.</summary>
    public static int OffsetOfGlobal(ModuleDefinition module, int index) => checked(OffsetOfTable(module.Tables.Length) + (index * sizeof(GlobalCell)));
}
