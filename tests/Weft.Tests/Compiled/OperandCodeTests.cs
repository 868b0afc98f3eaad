// Locals that are taken apart, addresses that are made early, selections that are minima, and comparisons that wait for a branch: the same results as the interpreter's.
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class OperandCodeTests
{
    private static readonly int[] s_arguments = [0, 1, 2, 3, 7, 100, 65_528, 65_532, 65_535, 65_536, -1, -4, int.MinValue, int.MaxValue];

    public static TheoryData<string> Bodies => new(
        // A local for values that have nothing to do with each other, and one for values that meet.
        "(local i32) (local.set 1 (i32.add (local.get 0) (i32.const 3))) (i32.store (i32.const 0) (local.get 1)) (local.set 1 (i32.const 5)) (i32.add (i32.load (i32.const 0)) (local.get 1))",
        "(local i32) (if (i32.and (local.get 0) (i32.const 1)) (then (local.set 1 (i32.const 5)))) (i32.add (local.get 1) (local.get 0))",
        "(local i32) (if (local.get 0) (then (local.set 1 (i32.const 5))) (else (local.set 1 (i32.const 6)))) (local.set 0 (local.get 1)) (i32.mul (local.get 0) (local.get 1))",
        "(local i32 i32) (block $out (block $b (block $a (br_table $a $b $out (local.get 0))) (local.set 1 (i32.const 10)) (br $out)) (local.set 1 (local.get 2)) (local.set 2 (i32.const 8))) (i32.add (local.get 1) (local.get 2))",
        "(local i32 i32 i32) (loop $l (local.set 2 (local.get 1)) (local.set 1 (local.get 3)) (local.set 3 (i32.add (local.get 3) (i32.const 3))) (br_if $l (i32.lt_u (local.get 3) (i32.const 30)))) (i32.add (local.get 2) (i32.mul (local.get 1) (i32.const 100)))",
        "(local i32 i32) (loop $l (if (i32.and (local.get 1) (i32.const 1)) (then (local.set 2 (local.get 1)))) (br_if $l (i32.lt_s (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 9)))) (loop $m (local.set 2 (i32.add (local.get 2) (i32.const 1))) (br_if $m (i32.lt_s (local.tee 1 (i32.sub (local.get 1) (i32.const 1))) (i32.const 0)))) (local.get 2)",
        "(local i32) (loop $l (result i32) (local.set 1 (local.get 0)) (local.set 0 (i32.shr_u (local.get 0) (i32.const 1))) (br_if $l (local.get 0)) (local.get 1))",
        "(block $b (br_if $b (local.get 0)) (local.set 0 (i32.const 77)) (br $b) (local.set 0 (i32.const 78))) (local.get 0)",

        // A rotated constant is a number with a sign to what comes next.
        "(i32.rem_s (i32.rotl (i32.const 2147483647) (i32.const 220)) (i32.or (i32.and (local.get 0) (i32.const 2147483647)) (i32.const 1)))",
        "(i32.wrap_i64 (i64.rem_s (i64.rotr (i64.const 0x7FFFFFFFFFFFFFF3) (i64.const 100)) (i64.extend_i32_u (i32.or (local.get 0) (i32.const 1)))))",

        // Addresses: in locals that are numbers too, over what comes before a store, at both ends of the memory.
        "(local i32) (local.set 1 (i32.and (local.get 0) (i32.const 0xFFF8))) (i32.store (local.get 1) (i32.sub (local.get 1) (local.get 0))) (i32.store offset=4 (local.get 1) (i32.const 9)) (i32.add (i32.load (local.get 1)) (i32.load offset=4 (local.get 1)))",
        "(i32.store8 (local.get 0) (i32.const 200)) (i32.load8_s (local.get 0))",
        "(i32.store offset=4294967295 (local.get 0) (i32.const 1)) (i32.const 0)",
        "(i64.store (local.get 0) (i64.const -1)) (i32.load (i32.sub (local.get 0) (i32.const 4)))",
        "(i32.load (i32.add (local.get 0) (i32.const 4)))",
        "(local i32) (i32.store (i32.const 16) (local.get 0)) (i32.store8 (i32.const 40) (local.tee 1 (i32.load (i32.const 16)))) (i32.store16 offset=2 (local.tee 1 (i32.and (local.get 1) (i32.const 255))) (local.get 1)) (i32.add (i32.load (i32.const 40)) (i32.load16_u offset=2 (local.get 1)))",
        "(local i32) (i32.store (local.tee 1 (i32.and (local.get 0) (i32.const 1020))) (block (result i32) (local.set 1 (i32.const 4)) (i32.const 3))) (i32.add (i32.load (local.get 1)) (i32.load (i32.and (local.get 0) (i32.const 1020))))",
        "(local i32) (loop $l (i32.store (local.get 0) (local.get 1)) (local.set 0 (i32.add (local.get 0) (i32.const 4))) (br_if $l (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 20)))) (i32.add (local.get 0) (i32.load (i32.sub (local.get 0) (i32.const 8))))",
        "(i32.store (i32.const 65532) (local.get 0)) (i32.load8_u (i32.const 65535))",
        "(i32.store (i32.const 65533) (local.get 0)) (i32.const 1)",
        "(drop (i64.load (i32.const 65529))) (i32.const 1)",
        "(i64.store offset=65528 (i32.const 0) (i64.extend_i32_s (local.get 0))) (i32.wrap_i64 (i64.load offset=65520 (i32.const 8)))",
        "(i32.load offset=65536 (i32.const -4))",

        // Addresses that are known to be inside, to the last byte and beyond it.
        "(i32.and (i32.load (i32.add (i32.and (local.get 0) (i32.const 4095)) (i32.const 61437))) (i32.const 1))",
        "(i32.and (i32.load (i32.add (i32.and (local.get 0) (i32.const 4095)) (i32.const 61438))) (i32.const 1))",
        "(i32.and (i32.load offset=4 (i32.shl (i32.and (local.get 0) (i32.const 8191)) (i32.const 3))) (i32.const 1))",
        "(i32.and (i32.load offset=5 (i32.shl (i32.and (local.get 0) (i32.const 8191)) (i32.const 3))) (i32.const 1))",
        "(i32.store8 offset=65281 (i32.shr_u (local.get 0) (i32.const 24)) (i32.const 1)) (i32.const 3)",
        "(i32.store16 offset=65280 (i32.load8_u (i32.and (local.get 0) (i32.const 3))) (i32.const 1)) (i64.store (i32.add (i32.shl (i32.and (local.get 0) (i32.const 1)) (i32.const 3)) (i32.const 65524)) (i64.const 7)) (i32.const 3)",
        "(drop (i32.load (i32.rem_u (local.get 0) (i32.const 65533)))) (i32.load (i32.rem_u (local.get 0) (i32.const 65534)))");

    // What a loop carries from round to round, chosen by a comparison with what it was: with and without a sign, at both ends of the numbers.
    public static TheoryData<string> Carried => new(
        "(local.set 1 (select (local.get 1) (local.get 2) (i32.gt_s (local.get 1) (local.get 2))))",
        "(local.set 1 (select (local.get 2) (local.get 1) (i32.gt_u (local.get 1) (local.get 2))))",
        "(local.set 1 (select (local.get 2) (local.get 1) (local.tee 3 (i32.lt_u (local.get 2) (local.get 1))))) (local.set 0 (select (local.get 5) (local.get 0) (local.get 3)))",
        "(local.set 1 (select (local.get 4) (local.tee 3 (select (local.get 2) (local.get 1) (i32.gt_s (local.get 2) (local.get 1)))) (i32.gt_s (local.get 4) (local.get 3))))",
        "(local.set 1 (select (local.get 4) (local.tee 3 (i32.add (select (local.get 2) (local.get 1) (i32.lt_s (local.get 2) (local.get 1))) (i32.const 1))) (i32.lt_s (local.get 4) (local.get 3))))",
        "(local.set 1 (select (local.get 2) (local.get 1) (i64.gt_s (i64.extend_i32_s (local.get 2)) (i64.extend_i32_s (local.get 1)))))",
        "(local.set 1 (select (local.tee 3 (i32.add (local.get 1) (i32.const 1))) (local.get 2) (i32.lt_s (local.get 3) (local.get 2))))",
        "(local.set 1 (select (local.tee 3 (i32.sub (local.get 1) (local.get 2))) (i32.const 0) (i32.lt_u (local.get 3) (i32.const 0))))",
        "(local.set 1 (select (local.tee 3 (i32.sub (local.get 1) (local.get 2))) (i32.const 0) (i32.ge_s (local.get 3) (i32.const 0))))",
        "(local.set 3 (select (local.tee 3 (i32.sub (local.get 1) (i32.const 5))) (local.get 2) (i32.le_s (local.get 3) (local.get 2)))) (local.set 1 (select (local.get 3) (local.get 4) (i32.lt_u (local.get 3) (local.get 4))))",

        // Two that choose from each other, one that is written on one path only, one that is an address, one that a call comes between, one that is copied.
        "(local.set 3 (select (local.tee 3 (i32.sub (local.get 3) (i32.const 1))) (local.tee 1 (i32.sub (local.get 1) (i32.const 4))) (i32.gt_s (local.get 3) (local.get 1)))) (local.set 1 (select (local.tee 1 (select (local.get 2) (local.get 3) (i32.gt_s (local.get 2) (local.get 3)))) (i32.const 0) (i32.gt_s (local.get 1) (i32.const 0))))",
        "(if (i32.and (local.get 5) (i32.const 1)) (then (local.set 1 (select (local.tee 3 (i32.sub (local.get 1) (local.get 2))) (local.get 4) (i32.ge_u (local.get 3) (local.get 4))))))",
        "(local.set 1 (select (local.tee 3 (i32.add (local.get 1) (i32.const 8))) (i32.const 65532) (i32.lt_u (local.get 3) (i32.const 65532)))) (i32.store (local.get 1) (local.get 2))",
        "(local.set 1 (select (local.tee 3 (i32.sub (local.get 1) (call $g (local.get 1)))) (local.get 4) (i32.le_u (local.get 3) (local.get 4))))",
        "(local.set 3 (select (local.tee 3 (i32.add (local.get 1) (i32.load8_s (i32.and (local.get 2) (i32.const 255))))) (local.get 4) (i32.le_s (local.get 3) (local.get 4)))) (local.set 1 (local.get 3))",
        "(local.set 1 (select (local.tee 1 (select (local.tee 1 (i32.add (local.get 1) (local.get 2))) (i32.const -5000) (i32.gt_s (local.get 1) (i32.const -5000)))) (i32.const 5000) (i32.lt_s (local.get 1) (i32.const 5000))))",
        "(local.set 1 (select (local.tee 3 (i32.extend16_s (i32.add (local.get 1) (i32.and (local.get 2) (i32.const 1023))))) (i32.const -3) (i32.gt_s (local.get 3) (i32.const -3))))",
        "(local.set 1 (select (local.tee 3 (i32.extend8_s (i32.xor (i32.shl (local.get 1) (i32.const 33)) (local.get 2)))) (local.get 4) (i32.lt_u (local.get 3) (local.get 4))))",
        "(local.set 1 (select (local.tee 3 (i32.shr_s (i32.or (i32.shr_u (local.get 1) (i32.const 3)) (local.get 4)) (i32.const 2))) (local.get 2) (i32.gt_u (local.get 3) (local.get 2))))",
        "(local.set 1 (select (i32.add (local.get 1) (i32.const 1)) (select (local.get 1) (local.get 2) (i32.gt_s (local.get 1) (local.get 2))) (i32.and (local.get 2) (i32.const 4))))",
        "(local.set 1 (select (select (local.get 1) (local.get 2) (i32.lt_u (local.get 1) (local.get 2))) (i32.sub (local.get 1) (local.get 4)) (i32.ge_s (local.get 2) (local.get 4))))",
        "(local.set 1 (select (local.get 2) (local.get 1) (i32.lt_s (local.get 2) (local.get 1))))",
        "(local.set 6 (select (i64.extend_i32_s (local.get 2)) (local.get 6) (i64.gt_s (i64.extend_i32_s (local.get 2)) (local.get 6)))) (local.set 6 (select (local.get 6) (i64.extend_i32_u (local.get 4)) (local.get 5))) (local.set 1 (i32.wrap_i64 (local.get 6)))",
        "(local.set 0 (select (local.tee 0 (i32.sub (local.get 2) (local.get 0))) (select (local.get 2) (local.get 4) (i32.lt_u (local.get 2) (local.get 4))) (i32.gt_u (local.get 0) (select (local.get 2) (local.get 4) (i32.lt_u (local.get 2) (local.get 4)))))) (local.set 1 (local.get 0))");

    public static TheoryData<string, bool> Comparisons
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var comparison in (string[])["lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u"])
            {
                data.Add(comparison, false);
                data.Add(comparison, true);
            }

            return data;
        }
    }

    // What is compared changes before the branch; the result is also read otherwise, turned around, chosen by, and of what the rounds of a loop make.
    public static TheoryData<string> Conditions => new(
        "(local i32) (local.set 1 (i32.lt_s (local.get 0) (i32.const 7))) (local.set 0 (i32.sub (local.get 0) (i32.const 100))) (block $b (br_if $b (local.get 1)) (local.set 0 (i32.const 5))) (local.get 0)",
        "(local i32) (local.set 1 (i32.eqz (local.get 0))) (local.set 0 (i32.const 3)) (if (local.get 1) (then (local.set 0 (i32.const 9)))) (local.get 0)",
        "(local i32) (local.set 1 (i32.ne (local.get 0) (i32.const 3))) (local.set 0 (i32.add (local.get 0) (i32.const 1))) (if (i32.eqz (local.get 1)) (then (local.set 0 (i32.const 90)))) (local.get 0)",
        "(local i32) (local.set 1 (i32.gt_u (local.get 0) (i32.const 3))) (local.set 0 (i32.add (local.get 0) (i32.const 1))) (if (local.get 1) (then (local.set 0 (i32.const 90)))) (i32.add (local.get 0) (local.get 1))",
        "(local i32) (local.set 1 (i32.ge_s (local.get 0) (i32.const 0))) (local.set 0 (i32.mul (local.get 0) (i32.const 3))) (select (local.get 0) (i32.const -8) (local.get 1))",
        "(local i32 f64) (local.set 2 (f64.div (f64.const 0) (f64.convert_i32_s (local.get 0)))) (local.set 1 (f64.lt (local.get 2) (f64.const 1))) (local.set 2 (f64.const 4)) (if (i32.eqz (local.get 1)) (then (local.set 2 (f64.const 6)))) (i32.trunc_f64_s (local.get 2))",
        "(local i32 i64) (local.set 2 (i64.extend_i32_s (local.get 0))) (local.set 1 (i64.le_u (local.get 2) (i64.const 65535))) (local.set 2 (i64.mul (local.get 2) (i64.const 7))) (if (local.get 1) (then (local.set 2 (i64.const 1)))) (i32.wrap_i64 (local.get 2))",
        "(local i32 i32 i32) (loop $l (local.set 3 (i32.add (i32.mul (local.get 3) (i32.const 31)) (local.get 1))) (local.set 2 (i32.lt_u (local.get 1) (i32.and (local.get 0) (i32.const 15)))) (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br_if $l (local.get 2))) (i32.xor (local.get 3) (local.get 1))",
        "(local i32 i32) (loop $l (local.set 1 (i32.eq (i32.load8_u (local.get 2)) (i32.const 0))) (i32.store8 (local.get 2) (i32.const 1)) (local.set 2 (i32.add (local.get 2) (i32.const 1))) (br_if $l (local.get 1)) (br_if $l (i32.lt_u (local.get 2) (local.get 0)))) (local.get 2)",
        "(local i32) (local.set 1 (i32.lt_s (local.get 0) (i32.const 7))) (local.set 0 (i32.const 2)) (local.set 1 (i32.const 1)) (if (local.get 1) (then (local.set 0 (i32.const 9)))) (local.get 0)",
        "(local i32) (local.set 1 (i32.eqz (i32.rotl (local.get 0) (i32.const 5)))) (local.set 0 (i32.add (local.get 0) (i32.const 6))) (if (local.get 1) (then (local.set 0 (i32.const 9)))) (local.get 0)");

    [Theory]
    [MemberData(nameof(Bodies))]
    [MemberData(nameof(Conditions))]
    public void Compiled_functions_do_what_interpreted_ones_do(string body) => Compare(body);

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void A_selection_of_what_is_compared_is_a_minimum_or_a_maximum(string comparison, bool isReversed)
    {
        var condition = isReversed ? $"(i32.{comparison} (local.get 2) (local.get 1))" : $"(i32.{comparison} (local.get 1) (local.get 2))";
        Compare($"""
            (local i32 i32 i32)
            (loop $l
              (local.set 3 (i32.add (i32.mul (local.get 3) (i32.const 31))
                (select (local.tee 1 (i32.add (local.get 0) (local.get 3))) (local.tee 2 (i32.mul (local.get 0) (i32.const 77))) {condition})))
              (local.set 3 (i32.xor (local.get 3) (select (local.get 0) (i32.const -5) (i32.{comparison} (local.get 0) (i32.const -5)))))
              (local.set 3 (i32.xor (local.get 3) (select (local.get 3) (local.get 0) (i32.{comparison} (local.get 3) (local.tee 0 (i32.add (local.get 0) (i32.const 1)))))))
              (br_if $l (i32.and (local.get 3) (i32.const 7))))
            (local.get 3)
            """);
    }

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void A_loop_chooses_by_comparisons_without_a_branch(string comparison, bool isReversed)
    {
        var (one, other) = isReversed ? ("2", "0") : ("0", "2");
        Compare($"""
            (local i32 i32 i32 i64)
            (loop $l
              (local.set 2 (i32.rotl (i32.mul (local.get 1) (i32.const 0x9E3779B1)) (local.get 1)))
              (local.set 3 (i32.xor (i32.mul (local.get 3) (i32.const 31))
                (select (local.get 1) (i32.const 77) (i32.{comparison} (local.get {one}) (local.get {other})))))
              (local.set 3 (i32.add (local.get 3)
                (select (i32.const 5) (local.get 2) (i32.{comparison} (local.get {one}) (i32.const -1)))))
              (local.set 4 (i64.add (i64.mul (local.get 4) (i64.const 3))
                (select (i64.extend_i32_s (local.get 3)) (i64.const 9) (i32.{comparison} (local.get {other}) (local.get 1)))))
              (local.set 3 (select (local.get 3) (i32.add (local.get 3) (i32.const 1)) (i32.eqz (i32.and (local.get 2) (i32.const 3)))))
              (local.set 3 (select (i32.const 0) (local.get 3) (i32.eq (local.get 1) (i32.const 7))))
              (local.set 3 (select (local.get 3) (i32.const 0) (i32.ne (local.get 1) (i32.const 9))))
              (local.set 3 (select (i32.sub (local.get 3) (i32.const 1)) (local.get 3) (i32.and (local.get 2) (i32.const 6))))
              (local.set 3 (i32.add (local.get 3) (i32.reinterpret_f32
                (select (f32.convert_i32_s (local.get 3)) (f32.const -0.5) (i32.{comparison} (local.get {one}) (local.get {other}))))))
              (local.set 4 (i64.add (local.get 4) (i64.reinterpret_f64
                (select (f64.neg (f64.convert_i64_s (local.get 4))) (f64.const 7) (i32.and (local.get 2) (i32.const 10))))))
              (local.set 4 (i64.add (local.get 4) (i64.reinterpret_f64
                (select (f64.const nan:0x4000000000123) (f64.const -nan) (i32.{comparison} (local.get {other}) (i32.const 3))))))
              (local.set 3 (select (i32.const 12) (local.get 3) (i64.eq (local.get 4) (i64.extend_i32_u (local.get 3)))))
              (br_if $l (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 40))))
            (i32.xor (local.get 3) (i32.wrap_i64 (local.get 4)))
            """);
    }

    // Bit for bit with zeros of both signs and NaNs that are quiet and not, on either side and as constants.
    [Theory]
    [InlineData("f32", "lt")]
    [InlineData("f32", "gt")]
    [InlineData("f32", "le")]
    [InlineData("f64", "lt")]
    [InlineData("f64", "gt")]
    [InlineData("f64", "ge")]
    public void A_selection_of_compared_floats_is_the_same(string type, string comparison)
    {
        string[] numbers = ["0", "-0", "1.5", "-2", "inf", "-inf", "nan", "-nan", type == "f32" ? "nan:0x200000" : "nan:0x4000000000000", "0x1p-130"];
        var integer = type == "f32" ? "i32" : "i64";
        var bits = type == "f32" ? "i64.extend_i32_u" : "";
        foreach (var one in numbers)
        {
            Compare($"""
                (local {type} {type} {type} i64 i32)
                (local.set 1 ({type}.const {one}))
                {string.Concat(numbers.Select(other => $"""
                    (local.set 2 ({type}.const {other}))
                    (loop $l
                      (local.set 3 (select (local.get 1) (local.get 2) ({type}.{comparison} (local.get 1) (local.get 2))))
                      {Mix("3")}
                      (local.set 3 (select (local.get 2) (local.get 1) ({type}.{comparison} (local.get 1) (local.get 2))))
                      {Mix("3")}
                      (local.set 3 (select ({type}.const {other}) (local.get 1) ({type}.{comparison} ({type}.const {other}) (local.get 1))))
                      {Mix("3")}
                      (local.set 1 (select (local.get 2) (local.get 1) ({type}.{comparison} (local.get 2) (local.get 1))))
                      {Mix("1")}
                      (br_if $l (i32.lt_u (local.tee 5 (i32.add (local.get 5) (i32.const 1))) (local.get 0))))
                    """))}
                (i32.wrap_i64 (i64.xor (local.get 4) (i64.shr_u (local.get 4) (i64.const 32))))
                """, [1, 3]);
        }

        string Mix(string local) =>
            $"(local.set 4 (i64.add (i64.mul (local.get 4) (i64.const 0x9E3779B97F4A7C15)) ({(bits.Length == 0 ? $"{integer}.reinterpret_{type} (local.get {local})" : $"{bits} ({integer}.reinterpret_{type} (local.get {local}))")})))";
    }

    [Theory]
    [MemberData(nameof(Carried))]
    public void A_selection_that_a_loop_carries_is_the_same(string selection) => Compare($"""
        (local i32 i32 i32 i32 i32 i64)
        (loop $l
          (local.set 2 (i32.mul (i32.xor (local.get 0) (local.get 5)) (i32.const 0x9E3779B1)))
          (local.set 4 (i32.rotl (local.get 2) (local.get 5)))
          {selection}
          (local.set 0 (i32.add (local.get 0) (i32.rotl (local.get 1) (i32.const 1))))
          (br_if $l (i32.lt_u (local.tee 5 (i32.add (local.get 5) (i32.const 1))) (i32.const 40))))
        (i32.xor (local.get 0) (local.get 1))
        """);

    // Rows of tables: what a round stores, the next loads, one or two entries on, upwards and downwards, from both sides of a comparison.
    [Theory]
    [InlineData("(i32.store offset=4 (local.get 1) (select (local.tee 2 (i32.load (local.get 1))) (local.tee 3 (i32.load offset=8 (local.get 1))) (i32.gt_s (local.get 2) (local.get 3)))) (local.set 1 (i32.add (local.get 1) (i32.const 4)))")]
    [InlineData("(local.set 2 (i32.add (i32.load (local.get 1)) (i32.const 7))) (local.set 3 (i32.load offset=512 (local.get 1))) (i32.store (local.tee 1 (i32.add (local.get 1) (i32.const 4))) (select (local.get 3) (local.get 2) (i32.lt_u (local.get 2) (local.get 3))))")]
    [InlineData("(local.set 2 (i32.load offset=4 (local.get 1))) (if (i32.and (local.get 2) (i32.const 1)) (then (local.set 3 (i32.sub (i32.load offset=4 (local.get 1)) (i32.const 9)))) (else (local.set 3 (select (local.tee 2 (i32.load offset=260 (local.get 1))) (local.tee 4 (i32.xor (i32.load offset=4 (local.get 1)) (i32.const 21))) (i32.le_s (local.get 4) (local.get 2)))))) (i32.store (local.get 1) (local.get 3)) (local.set 1 (i32.sub (i32.add (local.get 1) (i32.const 0)) (i32.const -4)))")]
    [InlineData("(local.set 2 (i32.load offset=1028 (local.get 1))) (local.set 3 (i32.load offset=8 (local.get 1))) (local.set 4 (select (local.get 2) (local.get 3) (i32.ge_u (local.get 2) (local.get 3)))) (i32.store offset=1024 (local.get 1) (select (local.get 4) (local.get 0) (i32.ge_u (local.get 4) (local.get 0)))) (local.set 1 (i32.add (local.get 1) (i32.const 4)))")]
    public void A_selection_that_a_loop_carries_in_memory_is_the_same(string round) => Compare($"""
        (local i32 i32 i32 i32)
        (loop $fill
          (i32.store (local.get 1) (i32.rotl (i32.mul (i32.xor (local.get 1) (local.get 0)) (i32.const 0x9E3779B1)) (local.get 1)))
          (br_if $fill (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 4))) (i32.const 2048))))
        (local.set 1 (i32.const 0))
        (loop $l
          {round}
          (br_if $l (i32.lt_u (local.get 1) (i32.const 500))))
        (local.set 1 (i32.const 0))
        (local.set 2 (i32.const 0))
        (loop $sum
          (local.set 2 (i32.add (i32.mul (local.get 2) (i32.const 31)) (i32.load (local.get 1))))
          (br_if $sum (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 4))) (i32.const 2048))))
        (local.get 2)
        """);

    private static void Compare(string body) => Compare(body, s_arguments);

    private static void Compare(string body, int[] arguments)
    {
        var text = $"(module (memory 1) (func (export \"f\") (param i32) (result i32) {body}) (func $g (param i32) (result i32) (i32.popcnt (local.get 0))))";
        foreach (var argument in arguments)
        {
            var expected = Run(text, new EngineOptions { Tier = ExecutionTier.Interpreter }, argument);
            Assert.Equal(expected, Run(text, new EngineOptions { Tier = ExecutionTier.Jit }, argument));
            Assert.Equal(expected, Run(text, new EngineOptions { Tier = ExecutionTier.Jit, BoundsChecks = BoundsChecks.Explicit }, argument));
        }
    }

    private static string Run(string text, EngineOptions options, int argument)
    {
        using var engine = new Engine(options);
        using var store = new Store(engine);
        try
        {
            return new Linker(engine).Instantiate(store, engine.LoadModuleText(text)).GetFunction("f").Invoke(argument)[0].ToString()!;
        }
        catch (TrapException trap)
        {
            return trap.Kind.ToString();
        }
    }
}
