// The exception tag behind longjmp. A unit of its own: the compiler declares the tag in every unit that uses it.
__asm__(".globl __c_longjmp\n.tagtype __c_longjmp i32\n__c_longjmp:\n");
