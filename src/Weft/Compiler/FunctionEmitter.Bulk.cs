// Tables, and memories as a whole: methods of the machine do the work.
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private bool EmitBulk(in Instruction instruction)
    {
        var index = instruction.Index;
        switch (instruction.Opcode)
        {
            case Opcode.TableGet:
                TakeIndices(TableIndex(index));
                Work(nameof(Support.TableGet), ValueKind.Ref, index);
                return true;
            case Opcode.TableSet:
                TakeIndices(TableIndex(index), null);
                Work(nameof(Support.TableSet), null, index);
                return true;
            case Opcode.TableSize:
                LoadTableCell(index);
                _il.Emit(OpCodes.Ldfld, ContextFields.OfTable(nameof(TableCell.Length)));
                PushIndex(TableIndex(index));
                return true;
            case Opcode.TableGrow:
                TakeIndices(null, TableIndex(index));
                Work(nameof(Support.TableGrow), null, index);
                ReloadFuel();
                PushIndex(TableIndex(index));
                return true;
            case Opcode.TableFill:
                TakeIndices(TableIndex(index), null, TableIndex(index));
                Work(nameof(Support.TableFill), null, index);
                return true;
            case Opcode.TableCopy:
                TakeIndices(TableIndex(index), TableIndex(instruction.Index2), Narrower(TableIndex(index), TableIndex(instruction.Index2)));
                Work(nameof(Support.TableCopy), null, index, instruction.Index2);
                return true;
            case Opcode.TableInit:
                TakeIndices(TableIndex(instruction.Index2), null, null);
                Work(nameof(Support.TableInit), null, index, instruction.Index2);
                return true;
            case Opcode.ElemDrop:
                Work(nameof(Support.DropElements), null, index);
                return true;
            case Opcode.MemorySize:
                LoadLength(index);
                Int(_module.Memories[index].PageSizeLog2);
                _il.Emit(OpCodes.Shr_Un);
                PushIndex(_module.Memories[index].Address);
                return true;
            case Opcode.MemoryGrow:
                TakeIndices(_module.Memories[index].Address);
                Work(nameof(Support.MemoryGrow), null, index);
                ReloadFuel();
                PushIndex(_module.Memories[index].Address);
                return true;
            case Opcode.MemoryFill:
                TakeIndices(_module.Memories[index].Address, null, _module.Memories[index].Address);
                Work(nameof(Support.MemoryFill), null, index);
                return true;
            case Opcode.MemoryCopy:
                var (to, from) = (_module.Memories[index].Address, _module.Memories[instruction.Index2].Address);
                TakeIndices(to, from, Narrower(to, from));
                Work(nameof(Support.MemoryCopy), null, index, instruction.Index2);
                return true;
            case Opcode.MemoryInit:
                TakeIndices(_module.Memories[instruction.Index2].Address, null, null);
                Work(nameof(Support.MemoryInit), null, instruction.Index2, index);
                return true;
            case Opcode.DataDrop:
                Work(nameof(Support.DropData), null, index);
                return true;
            case Opcode.AtomicFence:
                _il.Emit(OpCodes.Call, typeof(Interlocked).GetMethod(nameof(Interlocked.MemoryBarrier))!);
                return true;
            case Opcode.MemoryAtomicNotify:
                TakeIndices(_module.Memories[index].Address, null);
                Long((long)instruction.Bits);
                Work(nameof(Support.Notify), ValueKind.I32, index);
                return true;
            case Opcode.MemoryAtomicWait32 or Opcode.MemoryAtomicWait64:
                TakeIndices(_module.Memories[index].Address, null, null);
                Long((long)instruction.Bits);
                Work(instruction.Opcode == Opcode.MemoryAtomicWait32 ? nameof(Support.Wait32) : nameof(Support.Wait64), ValueKind.I32, index);
                return true;
            default:
                return false;
        }
    }

    private AddressType TableIndex(int table) => _module.Tables[table].Address;

    private static AddressType Narrower(AddressType left, AddressType right) =>
        left == AddressType.I64 && right == AddressType.I64 ? AddressType.I64 : AddressType.I32;

    // Takes operands; those with an address type become numbers of 64 bits.
    private void TakeIndices(params ReadOnlySpan<AddressType?> types)
    {
        var kinds = new ValueKind[types.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            kinds[i] = _operands[^(kinds.Length - i)].Kind;
        }

        Take(types.Length);
        var narrow = types.LastIndexOf((AddressType?)AddressType.I32);
        if (narrow < 0)
        {
            return;
        }

        // What stands above an index of 32 bits makes room for it.
        var first = types.IndexOf((AddressType?)AddressType.I32);
        var held = new Stack<(ValueKind Kind, Variable Local)>();
        for (var i = types.Length - 1; i > first; i--)
        {
            var local = Rent(kinds[i]);
            Save(local);
            held.Push((kinds[i], local));
        }

        _il.Emit(OpCodes.Conv_U8);
        for (var i = first + 1; i < types.Length; i++)
        {
            var (kind, local) = held.Pop();
            Load(local);
            Release(kind, local);
            if (types[i] == AddressType.I32)
            {
                _il.Emit(OpCodes.Conv_U8);
            }
        }
    }

    private void Work(string support, ValueKind? result, params ReadOnlySpan<int> indices)
    {
        foreach (var index in indices)
        {
            Int(index);
        }

        LoadContext();
        Call(support);
        if (result is { } kind)
        {
            Push(kind);
        }
    }

    // A size of 64 bits becomes one of the address type.
    private void PushIndex(AddressType address)
    {
        if (address == AddressType.I32)
        {
            _il.Emit(OpCodes.Conv_I4);
            Push(ValueKind.I32);
        }
        else
        {
            Push(ValueKind.I64);
        }
    }
}
