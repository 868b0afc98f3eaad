// What the bodies of a module name by index, for tools that renumber or remove segments and declarations.
using Weft.Wasm.Binary;

namespace Weft.Wasm.Instructions;

/// <summary>The segments and function references that the instructions of a module's bodies name.</summary>
public sealed class BodyReferences
{
    private readonly HashSet<int> _functions = [];

    private BodyReferences()
    {
    }

    /// <summary>The functions that <c>ref.func</c> names: they must be declared outside of bodies (spec 3.1.6).</summary>
    public IReadOnlySet<int> Functions => _functions;

    /// <summary>How many data segments, from the first, there must be for the highest that is named.</summary>
    public int DataSegments { get; private set; }

    /// <summary>How many element segments, from the first, there must be for the highest that is named.</summary>
    public int ElementSegments { get; private set; }

    /// <summary>Reads every body of a module.</summary>
    /// <exception cref="MalformedModuleException">A body is malformed.</exception>
    public static BodyReferences Read(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var references = new BodyReferences();
        foreach (var function in module.Functions)
        {
            references.Read(function.Body.ReadInstructions(out _));
        }

        return references;
    }

    /// <summary>Adds the functions that an expression names to a set.</summary>
    /// <exception cref="MalformedModuleException">The expression is malformed.</exception>
    public static void AddFunctions(ConstantExpression expression, ISet<int> functions)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(functions);
        var reader = new InstructionReader(new ByteReader(expression.Bytes.Span, expression.Offset));
        var instruction = default(Instruction);
        while (!reader.AtEnd)
        {
            reader.Read(ref instruction);
            if (instruction.Opcode == Opcode.RefFunc)
            {
                functions.Add(instruction.Index);
            }
        }
    }

    private void Read(InstructionReader reader)
    {
        var instruction = default(Instruction);
        while (!reader.AtEnd)
        {
            reader.Read(ref instruction);
            if (instruction.Opcode == Opcode.RefFunc)
            {
                _functions.Add(instruction.Index);
                continue;
            }

            switch (InstructionTable.GetImmediates(instruction.Opcode))
            {
                case ImmediateKind.Data or ImmediateKind.DataMemory:
                    DataSegments = Math.Max(DataSegments, instruction.Index + 1);
                    break;
                case ImmediateKind.TypeData:
                    DataSegments = Math.Max(DataSegments, instruction.Index2 + 1);
                    break;
                case ImmediateKind.Elem or ImmediateKind.ElemTable:
                    ElementSegments = Math.Max(ElementSegments, instruction.Index + 1);
                    break;
                case ImmediateKind.TypeElem:
                    ElementSegments = Math.Max(ElementSegments, instruction.Index2 + 1);
                    break;
            }
        }
    }
}
