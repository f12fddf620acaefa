/** Identity and time of a run. Clocks are read at entry points and nowhere else. */
package io.finlake.etl.run;
