// Limits of this implementation (spec appendix 7.2), in one place. They are generous for programs and final for attackers.
namespace Weft.Wasm;

/// <summary>What Weft refuses because it is too much (spec 7.2). Breaking one is a malformed or invalid module.</summary>
public static class ImplementationLimits
{
    /// <summary>Types in a module.</summary>
    public const int Types = 1_000_000;
    /// <summary>Types in one recursive group.</summary>
    public const int TypesInGroup = 1_000_000;
    /// <summary>Depth of a chain of supertypes.</summary>
    public const int SubtypingDepth = 63;
    /// <summary>Functions in a module, imports included.</summary>
    public const int Functions = 1_000_000;
    /// <summary>Imports.</summary>
    public const int Imports = 1_000_000;
    /// <summary>Exports.</summary>
    public const int Exports = 1_000_000;
    /// <summary>Globals.</summary>
    public const int Globals = 1_000_000;
    /// <summary>Tags.</summary>
    public const int Tags = 1_000_000;
    /// <summary>Data segments.</summary>
    public const int DataSegments = 1_000_000;
    /// <summary>Element segments.</summary>
    public const int ElementSegments = 1_000_000;
    /// <summary>Elements of one segment.</summary>
    public const int ElementsInSegment = 10_000_000;
    /// <summary>Custom sections.</summary>
    public const int CustomSections = 100_000;
    /// <summary>Tables.</summary>
    public const int Tables = 100_000;
    /// <summary>Memories.</summary>
    public const int Memories = 1_000;
    /// <summary>Parameters of a function type.</summary>
    public const int Parameters = 1_000;
    /// <summary>Results of a function type.</summary>
    public const int Results = 1_000;
    /// <summary>Locals of a function, parameters included.</summary>
    public const int Locals = 50_000;
    /// <summary>Bytes of one function body.</summary>
    public const int FunctionBytes = 7_654_321;
    /// <summary>Fields of a structure.</summary>
    public const int StructFields = 10_000;
    /// <summary>Operands of array.new_fixed.</summary>
    public const int FixedArrayLength = 10_000;
    /// <summary>Catch clauses of a try_table.</summary>
    public const int CatchClauses = 10_000;
    /// <summary>Labels of a br_table.</summary>
    public const int BranchTableLabels = 1_000_000;
    /// <summary>Depth of nested blocks, and of nested parentheses in text.</summary>
    public const int NestingDepth = 50_000;
    /// <summary>Values on the operand stack of one function.</summary>
    public const int Operands = 1_000_000;
    /// <summary>Bytes of a name.</summary>
    public const int NameBytes = 100_000;
    /// <summary>Elements that a table may hold at run time.</summary>
    public const int TableElements = 10_000_000;
    /// <summary>Bytes of a text.</summary>
    public const int TextBytes = 1 << 30;
    /// <summary>Tokens of a text.</summary>
    public const int TextTokens = 128 << 20;
    /// <summary>
    /// Characters of text for each byte of a module that is printed, beyond the first <see cref="PrintedCharacters"/>: repeated signatures,
    /// locals and long names can say much in few bytes. Programs need less than 30.
    /// </summary>
    public const int PrintedCharactersPerByte = 256;
    /// <summary>Characters that every module may take as text.</summary>
    public const int PrintedCharacters = 64 << 20;
    /// <summary>Bytes of a module.</summary>
    public const int ModuleBytes = 1 << 30;
}
