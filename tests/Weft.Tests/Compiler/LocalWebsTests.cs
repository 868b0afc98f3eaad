// Which definitions of a local belong together.
using Weft.Compiler;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Tests.Compiler;

public sealed class LocalWebsTests
{
    // The instructions that name local 1, in order, by number of their web: 0 for the one it begins with.
    [Theory]
    [InlineData("(drop (local.get 1)) (local.set 1 (i32.const 1)) (drop (local.get 1)) (local.set 1 (i32.const 2)) (drop (local.get 1))", "0 1 1 2 2")]
    [InlineData("(if (local.get 0) (then (local.set 1 (i32.const 1)))) (drop (local.get 1))", "0 0")]
    [InlineData("(if (local.get 0) (then (local.set 1 (i32.const 1))) (else (local.set 1 (i32.const 2)))) (drop (local.get 1))", "1 1 1")]
    [InlineData("(if (local.get 0) (then (local.set 1 (i32.const 1)) (drop (local.get 1))) (else (local.set 1 (i32.const 2)) (drop (local.get 1))))", "1 1 2 2")]
    [InlineData("(loop $l (drop (local.get 1)) (local.set 1 (i32.const 1)) (br_if $l (local.get 0)))", "0 0")]
    [InlineData("(loop $l (local.set 1 (i32.const 1)) (drop (local.get 1)) (br_if $l (local.get 0)))", "1 1")]
    [InlineData("(local.set 1 (i32.const 1)) (loop $l (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br_if $l (local.get 0))) (local.set 1 (i32.const 2)) (drop (local.get 1))", "1 1 1 2 2")]
    [InlineData("(block $b (local.set 1 (i32.const 1)) (br_if $b (local.get 0)) (local.set 1 (i32.const 2)) (drop (local.get 1)) (local.set 1 (i32.const 3))) (drop (local.get 1))", "1 2 2 1 1")]
    [InlineData("(block $b (local.set 1 (i32.const 1)) (br $b)) (drop (local.get 1))", "1 1")]
    [InlineData("(drop (local.tee 1 (i32.const 1))) (try_table (local.set 1 (i32.const 2))) (drop (local.get 1))", "0 0 0")]
    public void Definitions_that_reach_one_use_are_one_web(string body, string expected)
    {
        var numbers = new Dictionary<int, int> { [LocalWebs.Initial] = 0 };
        var found = new List<int>();
        foreach (var web in Follow(body).Mentions)
        {
            numbers.TryAdd(web, numbers.Count);
            found.Add(numbers[web]);
        }

        Assert.Equal(expected, string.Join(' ', found));
    }

    // What the loop at the end of a body has to pass on, from round to round or to what follows, is no value of one round.
    [Theory]
    [InlineData("(loop $l (local.set 1 (i32.const 1)) (drop (local.get 1)) (br_if $l (local.get 0)))", true)]
    [InlineData("(local.set 1 (i32.const 1)) (drop (local.get 1)) (loop $l (local.set 1 (i32.const 2)) (drop (local.get 1)) (br_if $l (local.get 0)))", true)]
    [InlineData("(loop $l (drop (local.get 1)) (local.set 1 (i32.const 1)) (br_if $l (local.get 0)))", false)]
    [InlineData("(loop $l (if (local.get 0) (then (local.set 1 (i32.const 1)))) (drop (local.get 1)) (br_if $l (local.get 0)))", false)]
    [InlineData("(local.set 1 (i32.const 1)) (loop $l (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br_if $l (local.get 0)))", false)]
    [InlineData("(loop $o (loop $l (local.set 1 (i32.const 1)) (drop (local.get 1)) (br_if $l (local.get 0))) (drop (local.get 1)))", false)]
    [InlineData("(loop $o (loop $l (drop (local.get 1)) (local.set 1 (i32.const 1)) (br_if $o (local.get 0)) (br_if $l (local.get 0))))", false)]
    public void Values_of_one_round_are_known(string body, bool expected)
    {
        var (webs, loop, end, mentions) = Follow(body);
        Assert.Equal(expected, webs.IsWithinRound(mentions[^1], loop, end));
    }

    // The webs of the function with the body, its innermost loop, and the instructions that name local 1.
    private static (LocalWebs Webs, int Loop, int End, List<int> Mentions) Follow(string body)
    {
        var module = WatParser.Parse($"(module (func (param i32) (local i32) {body}))");
        var code = module.Functions[0].Body;
        var reader = new ByteReader(code.Bytes.Span, code.Offset);
        for (var groups = reader.ReadU32(); groups != 0; groups--)
        {
            _ = reader.ReadU32();
            TypeReader.ReadValueType(ref reader);
        }

        var webs = new LocalWebs();
        webs.Run(reader, 2);
        var instructions = new InstructionReader(reader);
        var instruction = default(Instruction);
        var mentions = new List<int>();
        var (loop, end, depth) = (0, 0, 0);
        while (!instructions.AtEnd)
        {
            instructions.Read(ref instruction);
            if (instruction.Opcode is Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee && instruction.Index == 1)
            {
                mentions.Add(webs.Find(instruction.Offset));
            }
            else if (instruction.Opcode == Opcode.Loop)
            {
                (loop, end, depth) = (instruction.Offset, 0, 1);
            }
            else if (instruction.Opcode == Opcode.If)
            {
                depth++;
            }
            else if (instruction.Opcode == Opcode.End && --depth == 0)
            {
                end = instruction.Offset;
            }
        }

        return (webs, loop, end, mentions);
    }
}
