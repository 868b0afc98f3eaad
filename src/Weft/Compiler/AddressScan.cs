// Part of the pass over a body before it is emitted: which instructions make the addresses of memory accesses. Their values become pointers
// where they are made, so that a store need not put its value aside, and locals that are addresses are kept in the width of one.
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;

namespace Weft.Compiler;

/// <summary>What an address is for.</summary>
/// <param name="Memory">The memory.</param>
/// <param name="Offset">The offset that the access adds.</param>
/// <param name="IsAtomic">Whether the access is atomic.</param>
internal readonly record struct AddressUse(int Memory, ulong Offset, bool IsAtomic);

/// <summary>Follows operands through straight code, by the offsets of the instructions that made them.</summary>
internal sealed class AddressScan(ValidatedModule module)
{
    private const int Unknown = -1;

    private readonly List<int> _operands = [];
    private readonly Dictionary<int, AddressUse> _uses = [];
    private readonly Dictionary<int, int> _localOf = [];

    /// <summary>What the value of the instruction at an offset is for, when it is an address of 32 bits.</summary>
    public bool TryFind(int offset, out AddressUse use) => _uses.TryGetValue(offset, out use);

    /// <summary>Where locals are addresses: the offset of the instruction that reads one, and the local.</summary>
    public IEnumerable<(int Offset, int Local)> Locals => _uses.Keys.Where(_localOf.ContainsKey).Select(offset => (offset, _localOf[offset]));

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _operands.Clear();
        _uses.Clear();
        _localOf.Clear();
    }

    /// <summary>Follows an instruction that is reached.</summary>
    public void Follow(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.LocalGet:
                _localOf[instruction.Offset] = instruction.Index;
                _operands.Add(instruction.Offset);
                return;
            case Opcode.LocalTee:
                Pop(1);
                _localOf[instruction.Offset] = instruction.Index;
                _operands.Add(instruction.Offset);
                return;
            case Opcode.I32Const or Opcode.I64Const or Opcode.F32Const or Opcode.F64Const or Opcode.V128Const or Opcode.GlobalGet:
                _operands.Add(instruction.Offset);
                return;
            case Opcode.LocalSet or Opcode.GlobalSet or Opcode.Drop:
                Pop(1);
                return;
            case Opcode.Select or Opcode.SelectTyped:
                Pop(3);
                _operands.Add(instruction.Offset);
                return;
            case Opcode.Nop:
                return;
            case Opcode.Call:
                var type = module.GetFunctionType(instruction.Index);
                Pop(type.Parameters.Length);
                Push(type.Results.Length, instruction.Offset);
                return;
        }

        if (EmitterTable.Find(instruction.Opcode) is { } row)
        {
            var signature = InstructionTable.GetSignature(instruction.Opcode)!;
            if (row.Form is not (EmitterForm.Cil or EmitterForm.Method))
            {
                NoteAddress(in instruction, signature.Operands.Length, row.Form == EmitterForm.Atomic);
            }

            Pop(signature.Operands.Length);
            Push(signature.Results.Length, instruction.Offset);
            return;
        }

        // Whatever else it is, of what is below nothing is remembered.
        _operands.Clear();
    }

    private void NoteAddress(in Instruction instruction, int operands, bool isAtomic)
    {
        if (operands > _operands.Count || module.Memories[instruction.Index].Address != AddressType.I32)
        {
            return;
        }

        var producer = _operands[^operands];
        if (producer == Unknown)
        {
            return;
        }

        _uses[producer] = new AddressUse(instruction.Index, instruction.Bits, isAtomic);
    }

    // Of several results none can be told from the others by where they come from.
    private void Push(int results, int offset)
    {
        for (var i = 0; i < results; i++)
        {
            _operands.Add(results == 1 ? offset : Unknown);
        }
    }

    private void Pop(int count) => _operands.RemoveRange(Math.Max(0, _operands.Count - count), Math.Min(count, _operands.Count));
}
