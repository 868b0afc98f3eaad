// Which functions a body calls by name: what is emitted along with it, so that those calls are direct.
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>Reads calls out of bodies.</summary>
internal static class DirectCalls
{
    /// <summary>The functions that a defined function calls, imports among them, as often as it does.</summary>
    /// <param name="module">The module.</param>
    /// <param name="functionIndex">The function, imports first.</param>
    public static List<int> Of(ValidatedModule module, int functionIndex)
    {
        var callees = new List<int>();
        var instructions = module.Definition.Functions[functionIndex - module.ImportedFunctionCount].Body.ReadInstructions(out _);
        var instruction = default(Instruction);
        while (!instructions.AtEnd)
        {
            instructions.Read(ref instruction);
            if (instruction.Opcode is Opcode.Call or Opcode.ReturnCall)
            {
                callees.Add(instruction.Index);
            }
        }

        return callees;
    }
}
